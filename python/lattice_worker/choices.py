"""Whether the tokens of choices say what the choices say: a probability of other tokens would be no verdict."""

from .failure import WorkerFailure

_HINT = "Ask this critic for written verdicts (critique.style: instruct), or take another one."


def require_telling(choices: list[str], rows: list[list[int]], said: list[str], *, lead: str) -> None:
    """
    `said` is each row as the tokenizer writes it after the prompt, `lead` what the template writes before an answer.

    @raises WorkerFailure of kind `model`
    """
    for choice, ids, text in zip(choices, rows, said, strict=True):
        # A tokenizer that puts a blank before a text does so after a control token too, in training as here.
        if not ids or text.removeprefix(" ") != (lead + choice).removeprefix(" "):
            fault = f"The tokenizer can't write the choice {choice!r} after this prompt: it comes out as {text!r}."
            raise WorkerFailure("model", fault, _HINT)
    if len({tuple(ids) for ids in rows}) < len(rows):
        fault = f"The tokenizer writes two of the choices {', '.join(choices)} with the same tokens."
        raise WorkerFailure("model", fault, _HINT)
