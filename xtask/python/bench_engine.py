"""The other engines of `cargo xtask bench engine`: CTranslate2, or PyTorch with Hugging Face's model.

Each line on stdin is a word (`first`, `five`, `ten`) and a window's number, and is answered with one line of JSON; `memory`
asks for the most memory that the process has had. The first line printed says that everything is warm, or why it cannot be.
"""

import argparse
import json
import re
import resource
import sys
import time
import warnings
from pathlib import Path

# Answers asked for by each word, which is the width of the beam as well; one is greedy decoding.
COUNTS = {"first": 1, "five": 5, "ten": 10}


def say(**values) -> None:
    print(json.dumps(values), flush=True)


def peak_mb() -> float:
    """The most memory that this process has had: of the program alone, where Linux says so, as ours is counted."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(re.search(r"VmHWM:\s*(\d+)", status)[1]) * 1024 / 1e6
    except (OSError, TypeError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def load(folder: Path, windows: dict):
    """The model in transformers, with the tokens that an answer may not hold made impossible."""
    import torch
    import transformers

    warnings.filterwarnings("ignore")
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    model = transformers.AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32)
    model.eval()
    allowed = torch.zeros(model.config.vocab_size, dtype=torch.bool)
    allowed[windows["first"] : windows["end"]] = True
    allowed[windows["stop"]] = True
    with torch.no_grad():
        model.final_logits_bias.zero_()
        model.final_logits_bias[0, ~allowed] = -1e4
    return model


class Transformers:
    def __init__(self, arguments, windows):
        import torch

        torch.set_num_threads(arguments.threads)
        self.torch = torch
        self.start, self.stop = windows["start"], windows["stop"]
        self.model = load(arguments.model, windows)

    def answers(self, window, count):
        source = self.torch.tensor([window["ids"]])
        with self.torch.inference_mode():
            found = self.model.generate(
                source,
                attention_mask=self.torch.ones_like(source),
                do_sample=False,
                num_beams=count,
                num_return_sequences=count,
                decoder_start_token_id=self.start,
                forced_bos_token_id=None,
                eos_token_id=self.stop,
                pad_token_id=0,
                max_new_tokens=window["limit"],
                max_length=None,
            ).tolist()
        return [ids[1 : ids.index(self.stop)] for ids in found if self.stop in ids]


def convert(arguments, windows) -> None:
    """Writes the model for CTranslate2, which quantizes it when it is loaded."""
    from ctranslate2.converters import transformers as converters

    model = load(arguments.model, windows)
    is_pre_norm = model.config.model_type == "mbart"
    loader = converters.MBartLoader() if is_pre_norm else converters.BartLoader()
    model.config.normalize_before = is_pre_norm
    spec = loader.get_model_spec(model)
    # Tokens by their numbers: all engines read the same ids.
    tokens = [str(token) for token in range(model.config.vocab_size)]
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.config.bos_token = spec.config.decoder_start_token = str(windows["start"])
    spec.config.eos_token = str(windows["stop"])
    spec.config.unk_token = "0"
    spec.config.add_source_bos = spec.config.add_source_eos = False
    spec.validate()
    spec.optimize(quantization=None)
    arguments.converted.mkdir()
    spec.save(str(arguments.converted))


class CTranslate2:
    def __init__(self, arguments, windows):
        import ctranslate2

        self.translator = ctranslate2.Translator(
            str(arguments.converted),
            device="cpu",
            compute_type=arguments.compute,
            inter_threads=1,
            intra_threads=arguments.threads,
        )
        self.stop = str(windows["stop"])
        for window in windows["windows"]:
            window["tokens"] = [str(token) for token in window["ids"]]

    def answers(self, window, count):
        found = self.translator.translate_batch(
            [window["tokens"]],
            beam_size=count,
            num_hypotheses=count,
            max_decoding_length=window["limit"],
            end_token=self.stop,
            max_input_length=0,
        )[0].hypotheses
        return [[int(token) for token in tokens] for tokens in found]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=["convert", "ctranslate2", "transformers"])
    parser.add_argument("model", type=Path, help="what `fixerr-trainer export --format hf` wrote")
    parser.add_argument("windows", type=Path, help="what `engine_bench windows` wrote")
    parser.add_argument("converted", type=Path, help="CTranslate2's model: `convert` writes it")
    parser.add_argument("--compute", choices=["int8", "float32"], default="float32")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()

    windows = json.loads(arguments.windows.read_text())
    if arguments.engine == "convert":
        convert(arguments, windows)
        return
    make = CTranslate2 if arguments.engine == "ctranslate2" else Transformers
    engine = make(arguments, windows)
    for window in windows["windows"][: 20 if arguments.engine == "ctranslate2" else 3]:
        for count in (1, 5):
            engine.answers(window, count)
    say(ready=True)

    for line in sys.stdin:
        words = line.split()
        if words == ["memory"]:
            say(peak_mb=peak_mb())
            continue
        window = windows["windows"][int(words[1])]
        start = time.perf_counter()
        answers = engine.answers(window, COUNTS[words[0]])
        say(ms=(time.perf_counter() - start) * 1e3, answers=answers)


main()
