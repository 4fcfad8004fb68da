"""Totals over many runs: counts add up, of examples the first is kept."""

import json
from collections import Counter

COUNTERS = ("totals", "unanswered", "causes", "shapes", "stops", "leaves", "native_compared", "native_same", "native_faults",
            "native_culprits", "left_out", "runs", "disagreements", "unfinished")


class Summary:
    def __init__(self):
        for name in COUNTERS:
            setattr(self, name, Counter())
        self.examples = {}

    def example(self, group, make):
        if group not in self.examples:
            self.examples[group] = make()

    def add(self, other):
        for name in COUNTERS:
            getattr(self, name).update(getattr(other, name))
        for group, text in other.examples.items():
            self.examples.setdefault(group, text)

    def save(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump({**{name: getattr(self, name) for name in COUNTERS}, "examples": self.examples}, file, indent=1)

    @classmethod
    def load(cls, path):
        summary = cls()
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        for name in COUNTERS:
            getattr(summary, name).update(data.get(name, {}))
        summary.examples = data["examples"]
        return summary
