"""Mails: text from templates/mail/<name>.{subject.txt,txt,html}, handed over by the transport of the settings.

letters.py     what a mail is before a transport has it
rendering.py   templates to letters
transports.py  outbox, SMTP
sendgrid.py    SendGrid

`key` names a mail for ever: the outbox writes one file for a key, however often it is asked to.
"""
