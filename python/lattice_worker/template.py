"""Messages as token ids: the one place where text meets the tokenizer.

Generation, scoring, SFT and DPO all take their prompt ids from `Template.prompt` and their answer ids from
`Template.completion`, so that a model is trained on exactly what it is asked later. The rules:

- Prompt ids are always a prefix of prompt + completion. Where tokenising the whole text would join the last letters
  of the prompt with the first of the answer, the two are tokenised apart: that is what generation continues from.
- A completion ends with the token that ends a turn: the first special token that the template writes after an
  assistant's text, or the tokenizer's end of sequence where it writes none.
- The tokens of a choice are looked at, not assumed: tokenizers join digits, put a blank before a text or know no 5.
- Text never becomes control. A control token's name inside a message gets a zero-width space after its first letter.
- A text with half a character (a lone surrogate, which JSON can hold and UTF-8 can't) is refused, not repaired: what
  is asked about would no longer be what was asked.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jinja2 import TemplateSyntaxError
from transformers import PreTrainedTokenizerBase

from .choices import require_telling
from .failure import WorkerFailure, first_line, is_out_of_memory

Message = dict[str, str]

ZERO_WIDTH_SPACE = "\u200b"
_SENTINEL = "qzxanswerqzx"
# A tokenizer joins letters across a border only within a word; far more than a word is looked at.
_TAIL = 64
_OTHER_TEMPLATE = "Name a template for this model, for example instruction-response/v1 or plain/v1."


class TemplateRefused(ValueError):
    """The template can't render these messages, for instance because it knows no such role."""


@dataclass(frozen=True)
class Prompt:
    text: str
    ids: list[int]
    lead: str
    """What the template writes between the prompt and an answer: often nothing, for `Output:` a space."""


class Template:
    """@raises WorkerFailure of kind `model` when neither the job nor the tokenizer has a template that can be read.

    `vocabulary` is the number of tokens that the model has a place for, where it is known.
    """

    def __init__(
        self, tokenizer: PreTrainedTokenizerBase, wire: dict[str, Any], vocabulary: int | None = None
    ) -> None:
        self.tokenizer = tokenizer
        self._vocabulary = vocabulary
        self.stop: list[str] = wire["stop"]
        self._jinja: str | None = wire["jinja"]
        self._leads: dict[tuple[str, ...], str] = {}
        self._continuations: dict[tuple[str, str], list[int]] = {}
        self._verified: set[tuple[str, ...]] = set()
        if self._jinja is None and not tokenizer.chat_template:
            raise WorkerFailure("model", "The model's tokenizer has no chat template.", _OTHER_TEMPLATE)
        self._require_syntax()

    def require_end(self) -> None:
        """@raises WorkerFailure when every answer would go on until it is cut"""
        if not self.end_ids and not self.stop:
            raise _endless()

    def prompt(self, messages: list[Message]) -> Prompt:
        """@raises TemplateRefused"""
        safe = self._neutral(messages)
        text = self._render(safe, generate=True)
        return Prompt(text, [*self._before(text), *self.tokens(text)], self._lead(safe, text))

    def completion(self, prompt: Prompt, messages: list[Message], answer: str) -> list[int]:
        """Ids of the answer and the token that ends it. @raises TemplateRefused"""
        whole = self._neutral([*messages, {"role": "assistant", "content": answer}])
        text = self._render(whole, generate=False)
        if text.startswith(prompt.text) and text.endswith(self._suffix):
            said = text[len(prompt.text) : len(text) - len(self._suffix)]
        else:
            # Some templates write an earlier answer differently from one that is being written.
            said = prompt.lead + whole[-1]["content"]
        ids = self._after(prompt.text, said + self._end)
        return ids if self._end else [*ids, self._eos]

    def continuation(self, prompt: Prompt, text: str) -> list[int]:
        """Ids of a choice as this template would write it after this prompt, without an end."""
        key = (prompt.text[-_TAIL:], prompt.lead + text)
        if key not in self._continuations:
            self._continuations[key] = self._after(*key)
        return self._continuations[key]

    def choices(self, prompt: Prompt, texts: list[str]) -> list[list[int]]:
        """Ids of each choice. @raises WorkerFailure of kind `model` when they don't say what the choices say."""
        rows = [self.continuation(prompt, text) for text in texts]
        key = (prompt.text[-_TAIL:], prompt.lead, *texts)
        if key not in self._verified:
            tail = prompt.ids[-_TAIL:]
            start = self._decoded(tail)
            said = [self._decoded([*tail, *ids]).removeprefix(start) for ids in rows]
            require_telling(texts, rows, said, lead=prompt.lead)
            self._verified.add(key)
        return rows

    def text_of(self, prompt: Prompt, ids: list[int]) -> str:
        """A generated answer without the lead that belongs to the template."""
        return self._decoded(ids).removeprefix(prompt.lead)

    def tokens(self, text: str) -> list[int]:
        """@raises TemplateRefused where the text holds a token that the model has no place for"""
        ids = self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        if self._vocabulary is not None and (strange := max(ids, default=0)) >= self._vocabulary:
            token = self.tokenizer.convert_ids_to_tokens(strange)
            raise TemplateRefused(
                f"the tokenizer writes {token!r} as token {strange}, and the model has places for {self._vocabulary}: "
                "it is the tokenizer of another model"
            )
        return ids

    @cached_property
    def end_ids(self) -> list[int]:
        """Every token that ends an answer."""
        ends = self.tokens(self._end)[-1:] if self._end else []
        eos = self.tokenizer.eos_token_id
        return sorted({*ends, *([eos] if eos is not None else [])})

    @cached_property
    def controls(self) -> list[str]:
        """Texts that the tokenizer or the template treats as control, longest first."""
        source = self._jinja or self.tokenizer.get_chat_template()
        added = {token.content for token in self.tokenizer.added_tokens_decoder.values() if token.special}
        named = {text for text in self.tokenizer.get_added_vocab() if text.strip() and text in source}
        texts = added | named | set(self.tokenizer.all_special_tokens)
        return sorted((text for text in texts if len(text) > 1), key=len, reverse=True)

    def _neutral(self, messages: list[Message]) -> list[Message]:
        """@raises TemplateRefused"""

        def neutral(text: str) -> str:
            if not _is_whole(text):
                raise TemplateRefused("a text holds half a character (a lone surrogate), which no tokenizer takes")
            for control in self.controls:
                text = text.replace(control, control[0] + ZERO_WIDTH_SPACE + control[1:])
            return text

        return [{"role": message["role"], "content": neutral(message["content"])} for message in messages]

    def _render(self, messages: list[Message], generate: bool) -> str:
        try:
            return self.tokenizer.apply_chat_template(
                messages, chat_template=self._jinja, tokenize=False, add_generation_prompt=generate
            )
        except Exception as error:  # a template is a small program, and can fail in any way
            if is_out_of_memory(error):
                raise
            raise TemplateRefused(f"the template refuses these messages: {first_line(error)}") from error

    def _require_syntax(self) -> None:
        """What one conversation is refused for may be fine in another; a template that can't be read never is."""
        try:
            self._render([{"role": "user", "content": "question"}], generate=True)
        except TemplateRefused as error:
            if isinstance(error.__cause__, TemplateSyntaxError):
                reason = f"line {error.__cause__.lineno}: {first_line(error.__cause__)}"
                raise WorkerFailure(
                    "model", f"The chat template of the model is broken: {reason}.", _OTHER_TEMPLATE
                ) from error

    def _before(self, text: str) -> list[int]:
        """What the tokenizer puts before every text (BOS), unless the template wrote it or rules over it."""
        if self._jinja is None:
            return []
        start = self.tokenizer.decode(self._native_start) if self._native_start else ""
        return [] if start and text.startswith(start) else self._native_start

    @cached_property
    def _native_start(self) -> list[int]:
        bare = self.tokens("a")
        dressed = self.tokenizer("a", verbose=False)["input_ids"]
        return dressed[: dressed.index(bare[0])] if bare and bare[0] in dressed else []

    def _lead(self, messages: list[Message], text: str) -> str:
        roles = tuple(message["role"] for message in messages)
        if roles not in self._leads:
            try:
                whole = self._render([*messages, {"role": "assistant", "content": _SENTINEL}], generate=False)
            except TemplateRefused:
                whole = ""
            said = whole[len(text) :] if whole.startswith(text) else ""
            self._leads[roles] = said[: said.index(_SENTINEL)] if _SENTINEL in said else ""
        return self._leads[roles]

    @cached_property
    def _suffix(self) -> str:
        """What the template writes after an assistant's text."""
        question = {"role": "user", "content": "question"}
        try:
            whole = self._render([question, {"role": "assistant", "content": _SENTINEL}], generate=False)
        except TemplateRefused:
            return ""
        return whole.partition(_SENTINEL)[2]

    @cached_property
    def _end(self) -> str:
        """The suffix up to and including the first control token in it, or nothing."""
        special = {token.content for token in self.tokenizer.added_tokens_decoder.values() if token.special}
        special |= set(self.tokenizer.all_special_tokens)
        ends = [self._suffix.index(text) + len(text) for text in special if text and text in self._suffix]
        return self._suffix[: min(ends)] if ends else ""

    @property
    def _eos(self) -> int:
        if self.tokenizer.eos_token_id is None:
            raise _endless()
        return self.tokenizer.eos_token_id

    def _after(self, before: str, text: str) -> list[int]:
        """Ids of a text that follows another one, whose ids stay as they are."""
        first, whole = self.tokens(before), self.tokens(before + text)
        if whole[: len(first)] == first:
            return whole[len(first) :]
        # Alone, some tokenizers put a blank before a text. After a line end they don't.
        border, dressed = self.tokens("\n"), self.tokens("\n" + text)
        return dressed[len(border) :] if dressed[: len(border)] == border else self.tokens(text)

    def _decoded(self, ids: list[int]) -> str:
        return self.tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)


def _endless() -> WorkerFailure:
    return WorkerFailure(
        "model",
        "Neither the template nor the tokenizer has a token that ends an answer.",
        "Name one in the model's tokenizer_config.json (eos_token), as the model was trained with.",
    )


def _is_whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
