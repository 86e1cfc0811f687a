"""The claims of the lectures, worked out by other means than convlib."""

# What comes out, by other means than convlib: worked out on paper, or counted by torch further down.
EXPECTED = {
    "size-640": (640 - 3 + 2) // 2 + 1,
    "same-padding": [1, 2],
    "halving": [0, 1, 2, 3],
    "two-3x3": [5, 5],
    "strided-widths": [3, 7],
    "dilated-span": 5,
    "head-weights": [51_200_000, 16_384, 32],
    "ordinary-operations": 256 * 5 * 5 * 3 * 8 * 8,
    "separable-operations": 4_800 + 49_152,
    "mobilenet-operations": 568_740_352,
    "mobilenet-parameters": 4_231_976,
    "mobilenet-last-stride": 1,
    "vgg16-operations": 15_346_630_656 + 123_633_664,
    "vgg16-parameters": 138_357_544,
    "vgg16-error": 71.5,
    "googlenet-operations": 1_582_671_872,
    "googlenet-parameters": 6_990_272 + 8_280,
    "alexnet-operations": 105_415_200 + 223_948_800 + 149_520_384 + 112_140_288 + 74_760_192 + 58_621_952,
    "squeezenet-operations": 832_667_936,
    "shufflenet-2x": 524_045_184,
    "shufflenet-1x": 137_460_672,
    "shufflenet-half": None,
    "pvanet": None,
    "accuracy": None,
    "errors": None,
    "75-c": 5 * 5 * 3,
    "weights-512-1024": 3 * 3 * 512 * 1024,
    "flattened": [147_968, 50_176],
    "mlp-weights": 147_968 * 50_176,
    "17-to-7": [15, 8],
    "separable-weights": 9 * 512 + 512 * 1024,
    "values-before-the-sum": 25_690_112,
    "pointwise-weights": 50,
    "offset-maps": [2, 18, 30],
    "offset-places": 2,
    "there-and-back": [[4, 2, 4], [5, 3, 5], [6, 3, 6]],
    "inserted-padding": [2, 1],
    "stride-one": 1,
    "max-pooling": [[4, 5], [7, 9]],
    "mean-pooling": [[2, 3], [4, 6]],
    "outer-product": [[3, 6, 9], [4, 8, 12], [5, 10, 15]],
    "kernel-rank": 1,
}


RULES = {
    *("pooling-backwards", "dilation-keeps", "pointwise-formula", "shrink-and-deepen", "valid-size", "whole-formula"),
    *("parameter-formula", "grouped-formula", "group-weights", "one-group", "depthwise-groups", "dilated-zeros"),
    *("zeros-between-inputs", "bilinear-share", "local-ratio", "dense-ratio", "transposed-size", "not-the-inverse"),
    *("gradient", "same-patches", "separable-factors", "turned", "resnext-forms"),
}


# Rules that are not so as they stand, but are under the condition that the note names.
CONDITIONS = {
    *("size-formula", "size-ceiling", "operation-formulas", "four-steps", "deeper-sees-more", "deformable-formula"),
    *("patches-toeplitz", "output-padding-pads", "paired-filters", "separable-saves", "permutation"),
    *("shift-invariance",),
}


# Rules that are not so.
BROKEN = {"local-shares", "resnet-pixels"}


# Numbers that are right in another sense, and what they are in it.
IN_PART = {"vgg16-operations": 15_346_630_656, "googlenet-parameters": 6_826_437, "weights-512-1024": 4_500_000}


SLIPS = {
    *("separable-operations", "mobilenet-last-stride", "googlenet-operations", "17-to-7", "separable-weights"),
    *BROKEN,
}


ROUNDED = {
    *("mobilenet-operations", "mobilenet-parameters", "vgg16-parameters", "alexnet-operations"),
    *("squeezenet-operations", "shufflenet-2x", "shufflenet-1x", "mlp-weights"),
}
