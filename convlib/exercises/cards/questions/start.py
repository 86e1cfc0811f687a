"""Questions of 00_start_here."""

from __future__ import annotations

from convlib.exercises.cards.choice import Choice

QUESTIONS = (
    Choice(
        name="weights_in_the_notes",
        asks="512 kernels of 3×3, then 1024 × 512 kernels of 1×1. How many weights are they together?",
        options={
            "About 5 thousand.": "That is the first part alone: 3 · 3 · 512 = 4 608.",
            "About 50 thousand, as in the notes.": "1024 × 512 alone is more than half a million.",
            "About 530 thousand.": None,
            "About 4.7 million.": "That is one layer of 3×3 kernels from each of 512 maps to each of 1024: "
            "3 · 3 · 512 · 1024. Here the large kernels are only 512.",
        },
        hint="Two parts are added: 3 · 3 · 512, and 1024 · 512. The second is the larger.",
        because="4 608 + 524 288 = 528 896, ten times what the notes have.",
    ),
)
