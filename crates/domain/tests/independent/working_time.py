"""Working time as other people reckon it: the packages `holidays` and `workalendar`, and Python's own time zones.

Shares nothing with the Rust but the questions. Prints, by its one argument:
  bank-holidays   every bank holiday on a weekday, 1970 to 2100
  days            every day, whether it is a working day, and its first moment in milliseconds since 1970 UTC
  deadlines       when each limit ends, from three times of every thirtieth day
  changes         24 hours and one day across both clock changes of every year
  clocks          every clock of every pack, from moments at the edges
"""

import json
import sys
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
from workalendar.europe.united_kingdom import UnitedKingdom

LONDON = ZoneInfo("Europe/London")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
DAY = timedelta(days=1)
YEARS = range(1970, 2101)

# Where the two packages differ, who is right: the day, True for a bank holiday.
JUDGED = {
    # New Year's Day is one since 1974.
    **{date(1970, 1, 1): False, date(1971, 1, 1): False, date(1972, 1, 3): False, date(1973, 1, 1): False},
    date(1974, 1, 1): True,
    # The early May bank holiday is one since 1978.
    **{d: False for d in (date(1970, 5, 4), date(1971, 5, 3), date(1972, 5, 1), date(1973, 5, 7), date(1974, 5, 6))},
    **{d: False for d in (date(1975, 5, 5), date(1976, 5, 3), date(1977, 5, 2))},
    # Whitsun and early August had moved to the ends of May and August by 1970.
    **{date(1970, 5, 18): False, date(1970, 5, 25): True, date(1970, 8, 31): True},
    date(1973, 11, 14): True,
    # For the Silver Jubilee the spring bank holiday moved by a week.
    **{date(1977, 5, 30): False, date(1977, 6, 6): True},
    # For the fiftieth VE day the early May bank holiday moved by a week.
    **{date(1995, 5, 1): False, date(1995, 5, 8): True},
    date(2023, 5, 8): True,
}


def bank_holidays():
    one = set(holidays.country_holidays("GB", subdiv="ENG", years=YEARS))
    calendar = UnitedKingdom()
    other = {day for year in YEARS for day, _ in calendar.holidays(year)}
    weekdays = lambda days: {day for day in days if day.weekday() < 5 and day.year in YEARS}
    one, other = weekdays(one), weekdays(other)
    if one ^ other != set(JUDGED):
        raise SystemExit(f"the packages differ elsewhere: {sorted((one ^ other) ^ set(JUDGED))}")
    return (one & other) | {day for day, right in JUDGED.items() if right}


HOLIDAYS = bank_holidays()


def working(day):
    return day.weekday() < 5 and day not in HOLIDAYS


def ms(moment):
    return (moment - EPOCH) // timedelta(milliseconds=1)


def midnight(day):
    return ms(datetime.combine(day, time(), LONDON).astimezone(timezone.utc))


def end(day):
    return midnight(day + DAY) - 1


def walk(day, count):
    while count:
        day += DAY
        count -= working(day)
    return day


def months_on(day, months):
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in range(day.day, 0, -1):
        try:
            return date(year, month, last)
        except ValueError:
            pass


def limits(moment):
    day = moment.astimezone(LONDON).date()
    for count in (1, 3, 5, 10, 20):
        yield f"{count} working day{'s' * (count > 1)}", end(walk(day, count))
    yield "3 days", end(day + 3 * DAY)
    yield "12 weeks", end(day + 84 * DAY)
    yield "24 hours", ms(moment) + 86_400_000
    yield "2 months", end(months_on(day, 2))
    yield "1 year", end(months_on(day, 12))


def days():
    day = date(1970, 1, 1)
    while day.year <= 2100:
        yield day
        day += DAY


def changes():
    hour = timedelta(hours=1)
    for year in YEARS:
        moment = datetime(year, 1, 1, tzinfo=timezone.utc)
        while moment.year == year:
            if moment.astimezone(LONDON).utcoffset() != (moment - hour).astimezone(LONDON).utcoffset():
                before = moment - 12 * hour
                yield moment, before
            moment += hour


# A night, a weekend, Easter, Christmas, both clock changes, a leap day.
EDGES = [
    "2026-11-25T23:59:00", "2026-11-28T12:00:00", "2026-04-02T23:59:59", "2026-12-24T16:30:00",
    "2026-03-28T12:00:00", "2026-10-24T23:59:00", "2028-02-29T09:00:00",
]


def ends(limit, day, moment, sign=1):
    count, unit = limit.split(" ")
    count = int(count)
    seconds = {"second": 1, "minute": 60, "hour": 3600}.get(unit.rstrip("s"))
    if seconds:
        return ms(moment) + sign * count * seconds * 1000
    if unit == "WD":
        while count:
            day += sign * DAY
            count -= working(day)
        return end(day)
    if unit.rstrip("s") in ("day", "week"):
        return end(day + sign * count * (7 if unit[0] == "w" else 1) * DAY)
    return end(months_on(day, sign * count * (12 if unit[0] == "y" else 1)))


def clocks():
    for file in sorted((Path(__file__).parent / "../../../../packs").glob("*.json")):
        for rule in json.loads(file.read_text())["rules"]:
            limit = rule.get("within") or rule.get("every") or rule.get("kept") or rule.get("notice")
            if limit:
                for edge in EDGES:
                    local = datetime.fromisoformat(edge).replace(tzinfo=LONDON)
                    moment = local.astimezone(timezone.utc)
                    until = ends(limit, local.date(), moment, -1 if "notice" in rule else 1)
                    said = datetime.fromtimestamp(until // 1000, LONDON)
                    name = rule["rule"] + ("/" + rule["class"] if "class" in rule else "")
                    yield f"{file.stem} {name} from {edge}: {said:%Y-%m-%d %H:%M:%S}"


def main(what):
    if what == "bank-holidays":
        for day in sorted(HOLIDAYS):
            print(day)
    elif what == "days":
        for day in days():
            print(day, "works" if working(day) else "rests", midnight(day))
    elif what == "deadlines":
        # Neither package knows the year after, in which the last limits would end.
        for day in [day for day in days() if day < date(2100, 11, 1)][::30]:
            for clock in (time(0, 0), time(12, 0), time(23, 59, 59)):
                moment = datetime.combine(day, clock, LONDON).astimezone(timezone.utc)
                for name, until in limits(moment):
                    print(ms(moment), name, until)
    elif what == "changes":
        for moment, before in changes():
            day = before.astimezone(LONDON).date()
            print(ms(moment), ms(before) + 86_400_000, end(day + DAY))
    elif what == "clocks":
        for line in clocks():
            print(line)


main(sys.argv[1])
