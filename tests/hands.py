"""The two ways of using a page: with a mouse, and with a keyboard and nothing else."""

from playwright.sync_api import ElementHandle, Locator, Page

FARTHEST = 900  # presses of the tabulator
FOCUSED = "(element) => document.activeElement === element"
# what shows where the keyboard is
OUTLINE = """() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle === "none" ? 0 : parseFloat(outlineWidth);
}"""


class Mouse:
    """Clicks on what it sees."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab

    def press(self, what: Locator) -> None:
        what.click()

    def write(self, where: Locator, text: str) -> None:
        where.click()
        self.tab.keyboard.type(text)

    def choose(self, where: Locator, value: str) -> None:
        where.select_option(value)

    def take_hit(self, what: Locator) -> None:
        """One of those listed below a search box."""
        what.click()


class Keyboard:
    """Goes from one thing to the next until it is there, and sees each time where it is."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab

    def press(self, what: Locator) -> None:
        self._reach(what)
        self.tab.keyboard.press("Enter")

    def write(self, where: Locator, text: str) -> None:
        self._reach(where)
        self.tab.keyboard.type(text)

    def choose(self, where: Locator, value: str) -> None:
        self._reach(where)
        options = where.locator("option").evaluate_all("(all) => all.map((o) => o.value)")
        for _ in range(options.index(value) - options.index(where.input_value())):
            self.tab.keyboard.press("ArrowDown")
        assert where.input_value() == value

    def take_hit(self, what: Locator) -> None:
        what.wait_for()
        for _ in range(20):
            self.tab.keyboard.press("ArrowDown")
            if what.get_attribute("aria-selected") == "true":
                break
        self.tab.keyboard.press("Enter")

    def _reach(self, what: Locator) -> None:
        wanted = what.element_handle()
        for _ in range(FARTHEST):
            if self._is_at(wanted):
                assert self.tab.evaluate(OUTLINE) >= 2, "one sees where the keyboard is"
                return
            self.tab.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {what}")

    def _is_at(self, wanted: ElementHandle) -> bool:
        return bool(self.tab.evaluate(FOCUSED, wanted))


Hands = Mouse | Keyboard
