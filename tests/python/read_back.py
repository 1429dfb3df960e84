"""Reads the logs of a run back with the packages they are for, and compares every number with metrics.jsonl.

    python read_back.py RUN EXITS

EXITS are the exit codes that the run's wandb logs end with, oldest first, such as `none,0`: `none` is a run that was killed.
Prints how many numbers were compared. Needs wandb 0.29 (the last with its reader in Python) and tensorboard.
"""

import json
import math
import struct
import sys
import tomllib
from pathlib import Path

from tensorboard.backend.event_processing import event_accumulator, plugin_event_accumulator
from tensorboard.util import tensor_util
from wandb.proto.wandb_internal_pb2 import Record
from wandb.sdk.internal.datastore import DataStore


def expected(run):
    """Every number of metrics.jsonl as {(tag, step): value}."""
    numbers = {}

    def add(tag, step, value):
        assert (tag, step) not in numbers, f"{tag} of step {step} stands twice in metrics.jsonl"
        numbers[tag, step] = float(value)

    for line in (run / "metrics.jsonl").read_text().splitlines():
        row = json.loads(line)
        step = row.pop("step")
        for group, figures in row.pop("validation_groups", {}).items():
            for name, value in figures.items():
                add(f"validation/{'examples' if name == 'n' else name}/{group}", step, value)
        for key, value in row.items():
            if value is None:
                continue
            name = key.removeprefix("validation_")
            add(f"{'train' if name == key else 'validation'}/{name}", step, value)
    return numbers


def as_float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def compare(name, found, wanted):
    missing, unknown = wanted.keys() - found.keys(), found.keys() - wanted.keys()
    assert not missing, f"{name} lacks {len(missing)} numbers, such as {min(missing)}"
    assert not unknown, f"{name} has {len(unknown)} more numbers, such as {min(unknown)}"
    for key, value in wanted.items():
        assert found[key] == value and math.isfinite(value), f"{name}: {key} is {found[key]}, not {value}"
    return len(wanted)


def tensorboard(run):
    """What TensorBoard shows, from its reader of summaries and from the one behind its pages."""
    everything = {event_accumulator.SCALARS: 0, event_accumulator.TENSORS: 0}
    plain = event_accumulator.EventAccumulator(str(run), size_guidance=everything)
    plain.Reload()
    scalars = {}
    for tag in plain.Tags()["scalars"]:
        for event in plain.Scalars(tag):
            assert (tag, event.step) not in scalars, f"TensorBoard shows step {event.step} of {tag} twice"
            scalars[tag, event.step] = event.value
    plugin = plugin_event_accumulator.EventAccumulator(str(run), size_guidance={"tensors": 0})
    plugin.Reload()
    tensors = {}
    for tag in plugin.Tags()["tensors"]:
        for event in plugin.Tensors(tag):
            assert (tag, event.step) not in tensors, f"TensorBoard shows step {event.step} of {tag} twice"
            tensors[tag, event.step] = tensor_util.make_ndarray(event.tensor_proto).item()
    return scalars, tensors


def records(path):
    store = DataStore()
    store.open_for_scan(str(path))
    while (data := store.scan_data()) is not None:
        record = Record()
        record.ParseFromString(data)
        yield record


def wandb(run, exits):
    """What `wandb sync` would upload: rows of history, from all logs of the run in the order of their start."""
    config = tomllib.loads((run / "config.toml").read_text())
    logs = sorted((run / "wandb").glob("offline-run-*/run-*.wandb"))
    assert len(logs) == len(exits), f"{len(logs)} logs, not {len(exits)}"
    numbers, ids, starts, runtime = {}, set(), [], 0.0
    for log, exit_code in zip(logs, exits):
        found = list(records(log))
        assert [record.num for record in found] == list(range(1, len(found) + 1)), log
        first = found[0].run
        assert found[0].WhichOneof("record_type") == "run", f"{log} does not begin with its run"
        assert log.name == f"run-{first.run_id}.wandb" and first.project == "tracking-test", log
        ids.add(first.run_id)
        starts.append(first.start_time.ToNanoseconds())
        assert {item.key: json.loads(item.value_json) for item in first.config.update} == config, log
        summary, latest, codes = {}, {}, []
        for record in found[1:]:
            match record.WhichOneof("record_type"):
                case "history":
                    row = {item.key: json.loads(item.value_json) for item in record.history.item}
                    latest.update(row)
                    step = row.pop("_step")
                    assert step == record.history.step.num and row.pop("_timestamp") > 1.7e9, log
                    assert row["_runtime"] >= runtime, f"{log}: the time runs backwards at step {step}"
                    runtime = row.pop("_runtime")
                    assert all(at != step for _, at in numbers), f"wandb has two rows of step {step}"
                    numbers.update({(tag, step): value for tag, value in row.items()})
                case "summary":
                    items = record.summary.update
                    summary.update({item.key: json.loads(item.value_json) for item in items if item.key})
                case "exit":
                    codes.append(str(record.exit.exit_code))
                case other:
                    raise AssertionError(f"{log}: a record of {other}")
        assert codes == ([] if exit_code == "none" else [exit_code]), f"{log}: exits {codes}"
        assert summary == latest, f"{log}: the summary is not what was logged last"
    assert len(ids) == 1, f"the logs are of several runs: {ids}"
    assert starts == sorted(set(starts)), "the logs do not stand in the order of their start"
    return numbers


def main():
    run, exits = Path(sys.argv[1]), sys.argv[2].split(",")
    wanted = expected(run)
    assert len(wanted) > 100, f"only {len(wanted)} numbers in metrics.jsonl"
    short = {key: as_float32(value) for key, value in wanted.items()}
    scalars, tensors = tensorboard(run)
    counts = [
        compare("TensorBoard", scalars, short),
        compare("TensorBoard's pages", tensors, short),
        compare("wandb", wandb(run, exits), wanted),
    ]
    print(f"{sum(counts)} numbers compared: {len(wanted)} of metrics.jsonl, read back in {len(counts)} ways")


main()
