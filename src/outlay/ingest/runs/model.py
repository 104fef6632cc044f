"""The columns of run files with their other names, and the words for how a run ended."""

from __future__ import annotations

from typing import Final

from outlay.ingest.mapping import Shape

SHAPE: Final = Shape(
    columns=(
        "run_id",
        "name",
        "project",
        "experiment",
        "sweep",
        "group",
        "parent_id",
        "kind",
        "model",
        "employee",
        "team",
        "state",
        "started_at",
        "ended_at",
        "runtime",
        "gpu_model",
        "gpu_count",
        "host",
        "cluster",
        "tags",
    ),
    aliases={
        "run_id": ("id", "run id", "run_uuid", "info.run_id"),
        "name": ("display name", "display_name", "run_name", "tags.mlflow.runname"),
        "project": ("project_name", "project name"),
        "experiment": ("experiment_name", "experiment name", "experiment_id"),
        "sweep": ("sweep_name", "sweepname", "sweep name"),
        "group": ("run_group", "group_name"),
        "parent_id": ("parent", "parent_run_id", "tags.mlflow.parentrunid"),
        "kind": ("job type", "job_type", "jobtype", "workload_kind"),
        "model": (
            "params.model",
            "params.model_name",
            "params.base_model",
            "params.model_name_or_path",
            "model_name",
            "base_model",
            "model_name_or_path",
            "tags.model",
        ),
        "employee": ("user", "username", "user_name", "tags.mlflow.user", "user_id"),
        "team": ("tags.team", "entity"),
        "state": ("status", "outcome"),
        "started_at": ("created", "created_at", "createdat", "start_time", "start time", "started"),
        "ended_at": ("end_time", "end time", "ended", "heartbeatat", "heartbeat_at", "finished_at"),
        "runtime": ("_runtime", "runtime_seconds", "duration", "computeseconds", "summary._runtime"),
        "gpu_model": ("gpu type", "gpu_type", "gpu", "params.gpu_type", "params.gpu_model", "tags.gpu_type"),
        "gpu_count": ("gpu count", "gpucount", "num_gpus", "gpus", "params.gpu_count", "params.num_gpus"),
        "host": ("hostname", "tags.mlflow.host"),
        "cluster": ("tags.cluster",),
    },
    needed=("run_id", "started_at"),
)

_STATES: Final = {
    "finished": ("finished", "completed", "complete", "succeeded", "success", "done"),
    "failed": ("failed", "failure", "error"),
    "crashed": ("crashed",),
    "killed": ("killed", "canceled", "cancelled", "stopped", "aborted", "preempted"),
    "running": ("running", "unfinished", "preempting"),
    "pending": ("pending", "scheduled", "queued"),
}
_STATE_OF: Final = {word: state for state, words in _STATES.items() for word in words}
_KINDS: Final = {
    "train": "training",
    "training": "training",
    "pretrain": "training",
    "finetune": "fine_tuning",
    "fine-tune": "fine_tuning",
    "fine_tune": "fine_tuning",
    "finetuning": "fine_tuning",
    "sft": "fine_tuning",
    "eval": "evaluation",
    "evaluate": "evaluation",
    "evaluation": "evaluation",
}
GOING: Final = frozenset({"running", "pending"})
"""States of a run that has not ended."""
STATES: Final = frozenset(_STATES)


def state_of(text: str | None) -> str | None:
    """The state that a tracker's word means; another word is kept in small letters."""
    word = (text or "").strip().casefold()
    return _STATE_OF.get(word, word or None)


def kind_of(text: str | None) -> str | None:
    """The workload kind that a job type means; another word is kept."""
    word = (text or "").strip()
    return _KINDS.get(word.casefold(), word or None)
