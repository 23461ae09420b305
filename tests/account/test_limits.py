import threading
import time

import pytest
from django.test import RequestFactory

from account.limits import Limit, TooManyAttempts, client_address


def hits(limit: Limit, subject: str, count: int) -> list[int | None]:
    """What is left after each hit; None where it was refused."""
    left = []
    for _ in range(count):
        try:
            left.append(limit.hit(subject))
        except TooManyAttempts:
            left.append(None)
    return left


class TestLimit:
    def test_it_counts_down_and_then_refuses(self):
        assert hits(Limit("t", 3, 60), "a", 5) == [2, 1, 0, None, None]

    def test_it_counts_each_subject_and_each_name_for_itself(self):
        hits(Limit("t", 1, 60), "a", 2)
        assert hits(Limit("t", 1, 60), "b", 1) == hits(Limit("u", 1, 60), "a", 1) == [0]

    def test_it_says_when_to_come_back_and_lets_in_then(self):
        limit = Limit("t", 1, 1)
        limit.hit("a")
        with pytest.raises(TooManyAttempts) as refusal:
            limit.hit("a")
        assert refusal.value.wait == 1
        time.sleep(1.05)
        assert limit.hit("a") == 0

    def test_a_refusal_does_not_make_the_window_longer(self):
        limit = Limit("t", 1, 1)
        limit.hit("a")
        for _ in range(5):
            assert hits(limit, "a", 1) == [None]
            time.sleep(0.1)
        time.sleep(0.55)
        assert limit.hit("a") == 0

    def test_looking_does_not_count(self):
        limit = Limit("t", 2, 60)
        assert limit.state("a") == (2, 0)
        limit.hit("a")
        assert [limit.state("a") for _ in range(3)] == [(1, 60)] * 3

    def test_a_hit_can_be_taken_back_but_no_more_than_there_were(self):
        limit = Limit("t", 2, 60)
        limit.take_back("a")
        limit.hit("a")
        for _ in range(3):
            limit.take_back("a")
        assert limit.state("a")[0] == 2
        assert hits(limit, "a", 3) == [1, 0, None]

    def test_it_can_be_forgotten(self):
        limit = Limit("t", 1, 60)
        hits(limit, "a", 2)
        limit.forget("a")
        assert limit.hit("a") == 0

    def test_many_threads_get_exactly_what_is_allowed(self):
        limit, start, left = Limit("t", 25, 60), threading.Barrier(10), []

        def work() -> None:
            start.wait()
            left.extend(hits(limit, "a", 10))

        threads = [threading.Thread(target=work) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(number for number in left if number is not None) == list(range(25))
        assert left.count(None) == 75


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "203.0.113.9"),
        (0, "1.1.1.1", "203.0.113.9"),
        (1, None, "203.0.113.9"),
        (1, "", "203.0.113.9"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (2, "6.6.6.6, 198.51.100.7 , 10.0.0.1", "198.51.100.7"),
        (2, "6.6.6.6", "203.0.113.9"),
        (1, "not an address", "not an address"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2::7", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_it_believes_only_the_proxies_it_was_told_of(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", **headers)) == address
