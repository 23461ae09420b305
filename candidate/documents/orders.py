"""Text that talks to a program instead of a person. It stays data, like any text; whoever decides on the CV is told of it."""

import re
from collections.abc import Iterable

_ORDERS = re.compile(
    r"""(?xi)
    \b(?:ignore|disregard|forget|override|bypass)\b .{0,30} \b(?:previous|prior|above|preceding|earlier|other|all|your|system)\b .{0,30}
        \b(?:instruction|prompt|rule|guideline|direction|command|context|message)s?\b
    | \b(?:system|developer|hidden)\s(?:prompt|message|instruction)s?\s?[:=]
    | \bas\sa[n]?\s(?:ai|large\slanguage)\b .{0,20} \b(?:model|assistant|system|recruiter|tool|screener|must|should|you)\b
    | \b(?:system|assistant)\s?:\s?you\b | \byou\sare\snow\san?\b
    | \byou\sare\s(?:an?\s)?(?:ai|llm|gpt|chatgpt|language\smodel|helpful\sassistant)\b
    | \b(?:note|instruction|message|attention|hint)s?\s(?:to|for)\s(?:the\s|any\s|all\s)?
        (?:ai|llm|ats|gpt|chatgpt|language\smodel|model|parser|screening)\b
    | \b(?:rate|rank|score|grade|mark|classify|recommend|shortlist)\s(?:this|the|me|him|her|them)\b .{0,20}
        \b(?:candidate|applicant|cv|resume|résumé|as)\b .{0,40}
        \b(?:top|best|highest|first|perfect|excellent|passed|pass|strong(?:est|ly)?|10|100)\b
    | \b(?:respond|reply|answer|output|return|print)\s(?:only\s)?(?:with|exactly|the\sword)\b .{0,40} ["'“‘{]
    | <\|?(?:im_start|system|endoftext)\|?> | \[/?INST\]
    """
)


def remarks_on_unseen(texts: Iterable[str]) -> tuple[str, ...]:
    """What is to be said of text that people do not see: the flags of a document."""
    text = " ".join(texts)
    return ("hidden_text",) * bool(text.strip()) + ("instructions",) * gives_orders(text)


def gives_orders(text: str) -> bool:
    """Whether a text tries to direct a language model or a screening program."""
    return bool(_ORDERS.search(" ".join(text.split())))
