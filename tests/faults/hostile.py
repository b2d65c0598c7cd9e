"""Damaged and hostile versions of a file that is read: cut off, overwritten, repeated, with what readers stumble on."""

TEXTS = (
    "", "\0", "\ufeff", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "１２．３", "−", "-0", "1e999", "nan",
    "9" * 5000, "[" * 3000, "{" * 3000, "? [a, b]\n: c\n", "&a [*a]", "*a", "!!python/object/apply:os.system [id]", "---\n---\n",
    "../../../etc/passwd", "=cmd|'/c calc'!A1", "<!ENTITY a SYSTEM 'file:///etc/passwd'>", "<script>", "%s{0}{x}", "\\u0000", "\\ud800",
    '"', "'", ",", ";", ":", "\t", "\r", "\n", "\n\n", "null", "true", "[]", "{}", "2018-02-30", "0x10", "1_000", "12:30:45", "$", "\x1b[31m",
)  # fmt: skip


def damaged(content: bytes, chance) -> bytes:
    """Return `content` with one to three faults put in at random places."""
    for _ in range(chance.randint(1, 3)):
        at, to = sorted(chance.randrange(len(content) + 1) for _ in range(2))
        hostile = chance.choice(TEXTS).encode("utf-8", "surrogatepass")
        content = chance.choice(
            (
                lambda c=content, a=at: c[:a],
                lambda c=content, a=at, b=to: c[:a] + c[min(b, a + 40) :],
                lambda c=content, a=at, b=to: c[:b] + c[a : min(b, a + 200)] + c[b:],
                lambda c=content, a=at, h=hostile: c[:a] + h + c[a:],
                lambda c=content, a=at, h=hostile: c[:a] + h + c[a + len(h) :],
                lambda c=content, a=at: c[:a] + bytes([chance.randrange(256)]) + c[a + 1 :],
                lambda c=content, h=hostile: _in_place_of_a_word(c, h, chance),
                lambda c=content, h=hostile: _in_place_of_a_word(c, h, chance),
            )
        )()
    return content


def _in_place_of_a_word(content: bytes, hostile: bytes, chance) -> bytes:
    words = content.split(b" ")
    if len(words) < 2:
        words = content.split(b",")
        words[chance.randrange(len(words))] = hostile
        return b",".join(words)
    words[chance.randrange(len(words))] = hostile
    return b" ".join(words)
