"""What every form of an answer is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class AnswerModel(BaseModel):
    """Base of all forms of answers. They describe the API and check nothing, so that they are
    built when the description is asked for: together they take half a second."""

    model_config = ConfigDict(defer_build=True)
