import io

import pytest
from django.core.exceptions import ImproperlyConfigured
from PIL import Image

from edukai.logos import logo, mail_logo


@pytest.mark.parametrize("kind", ["svg", "png", "jpg"])
def test_mails_show_the_logo_small_and_without_margins(tmp_path, kind):
    file = tmp_path / f"logo.{kind}"
    if kind == "svg":
        file.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 300"><rect x="300" y="100" width="300" height="100"/></svg>'
        )
    else:
        drawn = Image.new("RGB", (900, 300), "white")
        drawn.paste("teal", (300, 100, 600, 200))
        drawn.save(file)
    shown = mail_logo(file)
    assert shown
    assert (shown.width, shown.height) == pytest.approx((132, 44), abs=4)
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", pytest.approx((shown.width * 2, shown.height * 2), abs=1))
    assert len(shown.content) < 5_000


@pytest.mark.parametrize("size", ['width="90mm" height="30mm"', 'width="270pt" height="90pt"', ""])
def test_a_logo_may_have_any_size_in_any_unit(tmp_path, size):
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 900 300"><rect x="300" y="100" width="300" height="100"/></svg>'
    (tmp_path / "logo.svg").write_text(drawing)
    shown = mail_logo(tmp_path / "logo.svg")
    assert shown
    assert (shown.width, shown.height) == pytest.approx((132, 44), abs=4)


def test_mails_do_without_a_logo_that_nobody_would_see(tmp_path):
    assert mail_logo(tmp_path / "none.svg") is None
    for name, content in (
        ("broken.svg", "<svg"),
        ("white.svg", '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="#fff" width="9" height="9"/></svg>'),
    ):
        (tmp_path / name).write_text(content)
        assert mail_logo(tmp_path / name) is None


def test_it_refuses_a_logo_that_is_none(tmp_path):
    broken = tmp_path / "logo.png"
    broken.write_bytes(b"no picture")
    with pytest.raises(ImproperlyConfigured):
        logo(broken)
