"""What must be so of films of dilated stacks, worked out by other means."""

from facts import Facts, split

import convlib as cl
from convlib import animate

FILMS = {"stack": lambda: animate.dilation(rates=(1, 3), kernel_size=2, size=8)}


class DilationFacts(Facts):
    @property
    def layers(self):
        found = [self.x]
        for rate in self.given["rates"]:
            found.append(cl.conv1d(found[-1][None], self.weight[None, None], dilation=rate)[0])
        return found

    def operator(self, x):
        return self.layers[-1]

    def held(self):
        return {"x": self.x, "y": self.y}

    def value(self, element):
        _, array, index = split(element)
        return self.layers[int(array[1:])][index] if array[0] == "l" else super().value(element)

    def words(self):
        seen = {0}
        for rate in reversed(self.given["rates"]):
            seen = {i + k * rate for i in seen for k in range(len(self.weight))}
        gaps = max(seen) + 1 - len(seen)
        stack = f"kernel {len(self.weight)}, from the input up: rates {', '.join(map(str, self.given['rates']))}"
        field = f"one output sees {max(seen) + 1} inputs, {f'{gaps} gaps' if gaps else 'all read'}"
        return {"output above, input below", f"{stack}; {field}"}


FACTS = {"dilation": DilationFacts}
