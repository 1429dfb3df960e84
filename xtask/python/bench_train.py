"""PyTorch's side of `cargo xtask bench train`: Hugging Face's model, fused AdamW and SDPA on the trainer's own batches.

Lines on stdin: `pass` trains on all batches once and is answered with one line of JSON. The first line printed says that
everything is warm, or why it cannot be.
"""

import argparse
import json
import sys
import time
import warnings
from pathlib import Path


def say(**values) -> None:
    print(json.dumps(values), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, help="what `fixerr-trainer time-steps --dump` wrote")
    parser.add_argument("--device", choices=["cpu", "cuda"], required=True)
    parser.add_argument("--precision", choices=["fp32", "bf16"], required=True)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--compile", action="store_true")
    arguments = parser.parse_args()

    import torch
    import transformers
    from safetensors.torch import load_file

    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    warnings.filterwarnings("ignore")
    transformers.utils.logging.disable_progress_bar()
    settings = json.loads((arguments.folder / "settings.json").read_text())
    model = transformers.AutoModelForSeq2SeqLM.from_pretrained(
        arguments.folder / "model", dtype=torch.float32, attn_implementation="sdpa"
    )
    model.to(arguments.device).train()

    # Matrices decay; biases, norms and positions do not.
    names = set(settings["decayed"])
    groups = {True: [], False: []}
    for name, parameter in model.named_parameters():
        groups[name in names].append(parameter)
    assert len(groups[True]) == len(names), "the models' parameters do not have the same names"
    parameters = groups[True] + groups[False]
    optimizer = torch.optim.AdamW(
        [
            {"params": groups[True], "weight_decay": settings["weight_decay"]},
            {"params": groups[False], "weight_decay": 0.0},
        ],
        lr=settings["learning_rate"],
        betas=tuple(settings["betas"]),
        eps=1e-8,
        fused=True,
    )
    tensors = load_file(arguments.folder / "batches.safetensors")
    batches = [
        {
            key: tensors[f"{number}.{key}"].pin_memory() if arguments.device == "cuda" else tensors[f"{number}.{key}"]
            for key in ("input_ids", "attention_mask", "decoder_input_ids", "labels")
        }
        for number in range(settings["batches"])
    ]
    forward = torch.compile(model) if arguments.compile else model

    def step(batch):
        batch = {key: value.to(arguments.device, non_blocking=True) for key, value in batch.items()}
        with torch.autocast(arguments.device, torch.bfloat16, enabled=arguments.precision == "bf16"):
            loss = forward(**batch, use_cache=False).loss
        loss.backward()
        if settings["clip_norm"] > 0:
            torch.nn.utils.clip_grad_norm_(parameters, settings["clip_norm"])
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.detach()

    def one_pass():
        started = time.perf_counter()
        losses = [step(batch) for batch in batches]
        # Waits for whatever a device still does.
        loss = torch.stack(losses).float().mean().item()
        if arguments.device == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter() - started, loss

    started = time.perf_counter()
    try:
        one_pass()
        if arguments.compile:
            # The first pass compiled for each shape, or for any; now nothing is left to compile.
            one_pass()
    except Exception as error:  # noqa: BLE001: whatever stops a compiler is the answer here
        text = f"{type(error).__name__}: {error}".strip()
        say(ready=False, reason=text.splitlines()[0][:300])
        return
    say(
        ready=True,
        warm_up_seconds=time.perf_counter() - started,
        torch=torch.__version__,
        transformers=transformers.__version__,
        threads=torch.get_num_threads(),
    )
    for line in sys.stdin:
        if line.strip() == "pass":
            seconds, loss = one_pass()
            say(seconds=seconds, loss=loss)


if __name__ == "__main__":
    main()
