"""Small models with random weights, made on the spot and saved as sentence-transformers saves them."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, StaticEmbedding, Transformer
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    GPT2Config,
    GPT2Model,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
    XLMRobertaModel,
)

WINDOW = 128
_SPECIAL = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
_XLM = {"unk_token": "<unk>", "pad_token": "<pad>", "cls_token": "<s>", "sep_token": "</s>"}

Make = Callable[[Path, Sequence[str]], None]  # a folder, and the texts that the tokenizer is trained on


def word_pieces(texts: Sequence[str], window: int = WINDOW) -> PreTrainedTokenizerFast:
    """A tokenizer as BERT's: every other word of the texts is a token, the others are spelt."""
    words = sorted({word for text in texts for word in re.findall(r"\w+", text.lower())})
    letters = sorted({letter for text in texts for letter in text.lower() if not letter.isspace()})
    names = [*_SPECIAL.values(), *words[::2], *letters, *(f"##{letter}" for letter in letters)]
    vocabulary = {name: number for number, name in enumerate(dict.fromkeys(names))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(list(_SPECIAL.values()))
    tokenizer.post_processor = processors.BertProcessing(_mark(tokenizer, "[SEP]"), _mark(tokenizer, "[CLS]"))
    return _fast(tokenizer, model_max_length=window, **_SPECIAL)


def bert(
    size: int = 32,
    pooling: str | tuple[str, ...] = "mean",
    window: int = WINDOW,
    head: int = 0,
    prompts: Mapping[str, str] | None = None,
    dtype: torch.dtype = torch.float32,
    **pooled: Any,  # noqa: ANN401 whatever Pooling takes
) -> Make:
    """A BERT of two layers; `head` is the output size of a Dense module after the pooling, 0 for none."""

    def make(folder: Path, texts: Sequence[str]) -> None:
        torch.manual_seed(7)
        tokenizer = word_pieces(texts, window)
        config = BertConfig(max_position_embeddings=window, vocab_size=len(tokenizer), **_shape(size))
        after = [Dense(size, head), Normalize()] if head else []
        model = _by_words(BertModel(config))
        modules = [_transformer(folder, model.to(dtype), tokenizer), Pooling(size, pooling, **pooled)]
        SentenceTransformer(modules=[*modules, *after], prompts=dict(prompts or {}), device="cpu").save(str(folder))

    return make


def gpt(folder: Path, texts: Sequence[str]) -> None:
    """A GPT-2: bytes as letters, words with the blank before them, no special tokens around a text."""
    torch.manual_seed(7)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    letters = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=500, initial_alphabet=letters, special_tokens=["<|end|>"], show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    fast = _fast(tokenizer, model_max_length=WINDOW, pad_token="<|end|>")
    config = GPT2Config(vocab_size=len(fast), n_positions=WINDOW, n_embd=48, n_layer=2, n_head=4)
    modules = [_transformer(folder, GPT2Model(config), fast), Pooling(48, "lasttoken")]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder))


def xlm_roberta(folder: Path, texts: Sequence[str]) -> None:
    """As multilingual models are made: SentencePiece's unigrams, the blank part of the next word."""
    torch.manual_seed(7)
    words = sorted({f"▁{word}" for text in texts for word in text.split()})
    letters = sorted({letter for text in texts for letter in text if not letter.isspace()})
    names = list(_XLM.values())
    scores = [*((name, 0.0) for name in names), *((word, -5.0) for word in words[::2])]
    scores += [(letter, -8.0) for letter in ["▁", *letters]]
    tokenizer = Tokenizer(models.Unigram(scores, names.index("<unk>")))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.add_special_tokens(names)
    tokenizer.post_processor = processors.RobertaProcessing(
        _mark(tokenizer, "</s>"), _mark(tokenizer, "<s>"), trim_offsets=False
    )
    fast = _fast(tokenizer, model_max_length=WINDOW, **_XLM)
    config = XLMRobertaConfig(
        max_position_embeddings=WINDOW + 2, vocab_size=len(fast), pad_token_id=fast.pad_token_id, **_shape(48)
    )
    modules = [_transformer(folder, _by_words(XLMRobertaModel(config)), fast), Pooling(48, "mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder))


def static(folder: Path, texts: Sequence[str]) -> None:
    """One vector for each word, wherever it stands."""
    torch.manual_seed(7)
    module = StaticEmbedding(word_pieces(texts).backend_tokenizer, embedding_dim=64)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))


def judge(folder: Path, texts: Sequence[str], labels: int = 1, window: int = 64) -> None:
    """A cross-encoder."""
    torch.manual_seed(11)
    tokenizer = word_pieces(texts, window)
    config = BertConfig(max_position_embeddings=window, vocab_size=len(tokenizer), initializer_range=0.5, **_shape(32))
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    assert CrossEncoder(str(folder), device="cpu").num_labels == labels


def _shape(size: int) -> dict[str, Any]:
    return {"hidden_size": size, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 2 * size}


def _by_words(model: Any) -> Any:  # noqa: ANN401 one of many
    """Let count more what a word is than where it stands."""
    model.embeddings.position_embeddings.weight.data *= 0.1
    return model


def _fast(tokenizer: Tokenizer, **settings: Any) -> PreTrainedTokenizerFast:  # noqa: ANN401 names and numbers
    fast: PreTrainedTokenizerFast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **settings)
    return fast


def _mark(tokenizer: Tokenizer, name: str) -> tuple[str, int]:
    number = tokenizer.token_to_id(name)
    assert number is not None
    return name, number


def _transformer(folder: Path, model: Any, tokenizer: PreTrainedTokenizerFast) -> Transformer:  # noqa: ANN401 one of many
    plain = folder.parent / f"{folder.name}-plain"
    model.save_pretrained(plain)
    tokenizer.save_pretrained(plain)
    transformer: Transformer = Transformer(str(plain))
    return transformer
