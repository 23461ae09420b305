"""Phone numbers in texts, as E.164. Dates, ranges of years and numbers of other kinds are left alone."""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

_GAP = r"[\s().\-–—‑·/]"
_RUN = re.compile(rf"(?:(?<![\w/-])(?<!\d[.,])|(?<=\b[MTPHmtph]))(?:\(?\+\s?|\()?\d(?:{_GAP}{{0,3}}+\d){{6,45}}+(?![^\W_A-Zxe])")
_START = re.compile(r"(?<=[\s/–—-])(?=\(?\+|\(?0)")
_DATE = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2,4}(?!\d)|(?<!\d)\d{1,2}\s?[/.]\s?(?:19|20)\d\d(?!\d)")
_BRITISH = re.compile(r"1[1-9]\d{7,8}|(?:2[0-9]|3[0347]|5[56]|7\d)\d{8}|8(?:0[08]|[47]\d)\d{7}")
_FEWEST_DIGITS = 9  # of a number that stands beside another one
_WHOLE_MOBILE = re.compile(r"7\d{9}")  # as spreadsheets leave it, without its zero
_OTHER_NUMBER = re.compile(
    r"\b(?:fax|f|urn|dbs|disclosure|certificate|cert|ref|reference|reg|registration|registered|n\.?i\.?|insurance|licen[cs]e|passport|visa|permit"
    r"|account|acc|sort\scode|membership|member|pin|trn|teacher|dfe|gtcw?|nmc|hcpc|sssc|utr|vat|company|charity|isbn|issn|doi|invoice|order|id|crn|share\scode)"
    r"(?:\s?(?:number|numbers|num|no|nr|#))?\.?\s?[:#.–-]?\s*(?:is\s)?$",
    re.IGNORECASE,
)
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def find(text: str, region: str = "GB") -> list[str]:
    """Phone numbers in E.164. `region` (ISO 3166) is where numbers without a country code may belong beside the United Kingdom.

    The ranges that Ofcom keeps free for drama count as numbers too, though no subscriber has one.
    """
    return [number for _, number in _found(text, region)]


def cut(text: str) -> str:
    """The text without its phone numbers."""
    for (start, end), _ in reversed(list(_found(text, "GB"))):
        text = text[:start] + text[end:]
    return text


def blank(text: str) -> str:
    """The text with a bar in place of each phone number."""
    for (start, end), _ in reversed(list(_found(text, "GB"))):
        text = f"{text[:start]}|{text[end:]}"
    return text


def is_mobile(number: str) -> bool:
    """Whether an E.164 number is one of a mobile, as far as its country tells them apart."""
    if number.startswith("+44"):
        return number.startswith("+447")
    parsed = _parsed(number, None)
    return parsed is not None and phonenumbers.number_type(parsed) in _MOBILE


def _found(text: str, region: str) -> Iterator[tuple[tuple[int, int], str]]:
    for match in _RUN.finditer(text):
        if _OTHER_NUMBER.search(text, max(0, match.start() - 40), match.start()):
            continue
        for start, end in _apart(match[0]):
            if number := _e164(match[0][start:end], region):
                yield (match.start() + start, match.start() + end), number


def _apart(run: str) -> list[tuple[int, int]]:
    """Numbers that stand beside each other with nothing but a space or a slash between them."""
    starts = [0]
    for match in _START.finditer(run):
        if min(_digits(run[starts[-1] : match.start()]), _digits(run[match.start() :])) >= _FEWEST_DIGITS:
            starts.append(match.start())
    return list(zip(starts, [*starts[1:], len(run)], strict=True))


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _e164(raw: str, region: str) -> str:
    digits = re.sub(r"\D", "", raw)
    if not 7 <= len(digits) <= 17 or _DATE.search(raw):
        return ""
    lead = raw.lstrip("( ")
    if lead.startswith("+") and not digits.startswith("0"):
        return _international(digits)
    if digits.startswith("00"):
        return _international(digits[2:])
    if digits.startswith("44") and len(digits) == 12:
        return _international(digits)
    if region != "GB" and (number := _parsed(digits, region)) and phonenumbers.is_valid_number_for_region(number, region):
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    national = digits[1:] if digits.startswith("0") else digits if _WHOLE_MOBILE.fullmatch(digits) else ""
    return f"+44{national}" if _BRITISH.fullmatch(national) else ""


def _international(digits: str) -> str:
    if digits.startswith("44"):
        national = digits[2:].removeprefix("0")
        return f"+44{national}" if _BRITISH.fullmatch(national) else ""
    number = _parsed(f"+{digits}", None)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number and phonenumbers.is_possible_number(number) else ""


def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
