/** An answer with everything that Markdown can hold. */
const FENCE = '```';

export const LONG_ANSWER = `# What an answer may hold

A paragraph of some length, so that the measure of the lines can be judged: about seventy letters in a line read best, and the space between lines should be wide enough for the eye to find the next one. Here is \`inline code\`, *emphasis*, **strong words**, ~~a mistake~~ and a link to the [help](https://armature.example/help), and one to a [page that is not opened](https://elsewhere.example/path?with=query).

## Code

${FENCE}python
from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    """What a firm asks for its work."""

    firm: str
    price: float  # in euros, tax included

    def with_scaffold(self, cost: float = 1_200.0) -> "Offer":
        return Offer(self.firm, self.price + cost)


print(min([Offer("Dach & Fach", 18_400), Offer("Roofline", 21_150)], key=lambda offer: offer.price))
${FENCE}

${FENCE}json
{ "firm": "Roofline", "price": 21150, "includes": ["scaffold", "disposal"], "a_very_long_line": "that does not end where the block ends, so that it has to scroll on its own and not push the page aside" }
${FENCE}

${FENCE}
No language at all
${FENCE}

## Lists

1. First, the **roof**
   - tiles, by hand
   - battens
2. Then the gutters
3. At last, the paint

- [x] Ask for offers
- [ ] Compare them

> A word from someone else, set apart from the rest.
>
> And a second paragraph of it.

### A table

| Firm | Price | Scaffold | Begins | Stays | Guarantee | Remarks |
|---|---:|---|---|---|---|---|
| Dach & Fach | 18 400 € | not included | 3 March | 12 days | 5 years | Asks for half of the sum in advance, which is not usual here |
| Roofline | 21 150 € | included | 17 March | 9 days | 10 years | Takes the old tiles away |
| Meyer | 19 900 € | included | in April | 14 days | 5 years | |

---

![the roof](https://elsewhere.example/roof.png)

<script>alert('not run')</script>

That is all.
`;
