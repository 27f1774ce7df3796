"""Starting a dataset: from an organisation's own files to the dataset.toml that reads them.

What a file shows is taken from it; what only a person can know is a question; nothing is answered by a guess that
cannot be seen in what is written.
"""

from prevent_geo.reading.new.answers import Answers, Question
from prevent_geo.reading.new.draft import Draft, draft_dataset, find_files, with_answer
from prevent_geo.reading.new.file import FileDraft
from prevent_geo.reading.new.toml import draft_text, refuse_existing, unanswered, write_draft

__all__ = [
    "Answers",
    "Draft",
    "FileDraft",
    "Question",
    "draft_dataset",
    "draft_text",
    "find_files",
    "refuse_existing",
    "unanswered",
    "with_answer",
    "write_draft",
]
