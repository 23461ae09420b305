"""Files from outside are opened in a child process of limited memory and time: a hostile one ends the child, and nothing else.

parent.py  the child as we see it: started, asked, watched, replaced
child.py   the loop in which the child answers
frames.py  the messages between the two, and why a file may be refused

A room that opens files has a module for the child, which calls `serve`, and asks it through a `Sealed`.
"""

from edukai.sealed.child import serve
from edukai.sealed.frames import CORRUPT, TOO_COMPLEX, Refused
from edukai.sealed.parent import Limits, Sealed

__all__ = ["CORRUPT", "TOO_COMPLEX", "Limits", "Refused", "Sealed", "serve"]
