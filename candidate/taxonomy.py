"""The codes that the API takes and gives: by which school work is filed and found, and what is remarked on a file.

Phases are named as those of schools are.
"""

from enum import StrEnum


class Role(StrEnum):
    CLASS_TEACHER = "class_teacher"
    SUBJECT_TEACHER = "subject_teacher"
    TEACHING_ASSISTANT = "teaching_assistant"
    LEARNING_SUPPORT_ASSISTANT = "learning_support_assistant"
    HLTA = "hlta"
    COVER_SUPERVISOR = "cover_supervisor"
    SENCO = "senco"
    MIDDLE_LEADER = "middle_leader"  # of a subject, a year, a key stage or a department
    HEAD = "head"  # deputies and assistant heads included
    NURSERY = "nursery"
    TUTOR = "tutor"  # lecturers of further education included
    SUPPORT_STAFF = "support_staff"


class Phase(StrEnum):
    NURSERY = "nursery"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    SIXTEEN_PLUS = "16_plus"
    SPECIAL = "special"


class KeyStage(StrEnum):
    EYFS = "eyfs"
    KS1 = "ks1"
    KS2 = "ks2"
    KS3 = "ks3"
    KS4 = "ks4"
    KS5 = "ks5"


class Subject(StrEnum):
    ARABIC = "arabic"
    ART = "art"
    BIOLOGY = "biology"
    BUSINESS = "business"
    CHEMISTRY = "chemistry"
    CITIZENSHIP = "citizenship"
    CLASSICS = "classics"
    COMPUTING = "computing"
    CONSTRUCTION = "construction"
    DANCE = "dance"
    DESIGN_TECHNOLOGY = "design_technology"
    DRAMA = "drama"
    ECONOMICS = "economics"
    ENGINEERING = "engineering"
    ENGLISH = "english"
    ESOL = "esol"
    FOOD = "food"
    FRENCH = "french"
    FUNCTIONAL_SKILLS = "functional_skills"
    GEOGRAPHY = "geography"
    GERMAN = "german"
    HEALTH_SOCIAL_CARE = "health_social_care"
    HISTORY = "history"
    HUMANITIES = "humanities"
    ITALIAN = "italian"
    LANGUAGES = "languages"
    LAW = "law"
    MANDARIN = "mandarin"
    MATHS = "maths"
    MEDIA = "media"
    MUSIC = "music"
    PE = "pe"
    PHILOSOPHY = "philosophy"
    PHOTOGRAPHY = "photography"
    PHYSICS = "physics"
    POLITICS = "politics"
    PSHE = "pshe"
    PSYCHOLOGY = "psychology"
    RELIGIOUS_EDUCATION = "religious_education"
    SCIENCE = "science"
    SOCIOLOGY = "sociology"
    SPANISH = "spanish"
    TEXTILES = "textiles"
    TRAVEL_TOURISM = "travel_tourism"
    URDU = "urdu"
    WELSH = "welsh"


class Status(StrEnum):
    """What the CV states in as many words: a PGCE alone is no QTS, and neither is the induction of an early career teacher."""

    QTS = "qts"
    WORKING_TOWARDS_QTS = "working_towards_qts"
    QTLS = "qtls"
    EYTS = "eyts"
    ECT = "ect"  # NQT in the words of before 2021
    HLTA = "hlta"


class Remark(StrEnum):
    """What a person should know of the file that was read."""

    NOT_A_CV = "not_a_cv"
    INSTRUCTIONS = "instructions"  # text that gives orders to a program; they are not followed
    HIDDEN_TEXT = "hidden_text"  # left out
    MACROS = "macros"  # not run
    SCAN = "scan"  # read by optical character recognition
    UNREAD_PAGES = "unread_pages"  # more scanned pages than are read
