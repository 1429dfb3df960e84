"""Loads a folder that `fixerr-trainer export --format hf` wrote with Hugging Face transformers and compares logits.

    huggingface.py MODEL WINDOWS.safetensors OUT

WINDOWS holds `source.N`, `decoder.N` and our `logits.N` for each window. OUT/fp32 and OUT/bf16 become what transformers'
own save_pretrained writes of the model. The last line printed is JSON with what was found.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

# A line of code, and what it must be again when decoded.
CODE = "    size = count + 3  # 🚀 é\n"


def main(model_folder: str, windows_file: str, out: str) -> None:
    model, loading = AutoModelForSeq2SeqLM.from_pretrained(
        model_folder, dtype=torch.float32, output_loading_info=True
    )
    model.eval()
    windows = load_file(windows_file)
    count = sum(name.startswith("source.") for name in windows)
    worst, positions = 0.0, 0
    with torch.no_grad():
        for number in range(count):
            source, decoder = windows[f"source.{number}"], windows[f"decoder.{number}"]
            ours = windows[f"logits.{number}"]
            theirs = model(
                input_ids=source[None],
                attention_mask=torch.ones_like(source)[None],
                decoder_input_ids=decoder[None],
            ).logits[0]
            assert theirs.shape == ours.shape, (theirs.shape, ours.shape)
            assert theirs.isfinite().all() and ours.isfinite().all()
            worst = max(worst, (theirs - ours).abs().max().item())
            positions += len(decoder)
        source = windows["source.0"]
        answer = model.generate(
            source[None], attention_mask=torch.ones_like(source)[None], num_beams=1, max_length=32
        )[0].tolist()

    # What pads a batch must change nothing that stands before it.
    with torch.no_grad():
        source, decoder = windows["source.0"], windows["decoder.0"]
        pad = torch.full((7,), model.config.pad_token_id)
        padded = model(
            input_ids=torch.cat([source, pad])[None],
            attention_mask=torch.cat([torch.ones_like(source), torch.zeros(7, dtype=torch.long)])[None],
            decoder_input_ids=decoder[None],
        ).logits[0]
        worst_padded = (padded - windows["logits.0"]).abs().max().item()

    tokenizer = AutoTokenizer.from_pretrained(model_folder)
    ids = tokenizer(CODE, add_special_tokens=False)["input_ids"]
    for kind, name in [(torch.float32, "fp32"), (torch.bfloat16, "bf16")]:
        model.to(kind).save_pretrained(Path(out) / name)
    listed = {key: sorted(str(name) for name in loading[key]) for key in ("missing_keys", "unexpected_keys")}
    print(
        json.dumps(
            {
                "class": type(model).__name__,
                "windows": count,
                "positions": positions,
                "worst": worst,
                "worst_padded": worst_padded,
                "answer": answer,
                "decoded": tokenizer.decode(ids) == CODE,
                "ids": ids,
                "special": [tokenizer.pad_token_id, tokenizer.bos_token_id, tokenizer.eos_token_id],
                **listed,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
