"""How names sound: readings, initials, surnames, and what a person wrote instead."""

import pytest

from accounts.sounds import sounds


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("市发展改革委", "shifazhangaigewei", "sfzggw"),
        ("发改委", "fagaiwei", "fgw"),
        ("重庆市", "chongqingshi", "cqs"),
        ("吕梁市", "lvliangshi", "lls"),
        ("ABC 区（12）", "abcqu12", "abcq12"),
        ("", "", ""),
    ],
)
def test_a_name_is_read_character_by_character(name: str, pinyin: str, initials: str) -> None:
    assert sounds(name) == (pinyin, initials)


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("单田芳", "shantianfang", "stf"),
        ("仇英", "qiuying", "qy"),
        ("区大相", "oudaxiang", "odx"),
        ("曾国藩", "zengguofan", "zgf"),
        ("查良镛", "zhaliangyong", "zly"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("解缙", "xiejin", "xj"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("任平", "renping", "rp"),
    ],
)
def test_a_surname_is_read_as_one(name: str, pinyin: str, initials: str) -> None:
    assert sounds(name, person=True) == (pinyin, initials)


def test_only_a_person_has_a_surname() -> None:
    assert sounds("单田芳")[0].startswith("dan")


def test_what_a_person_wrote_goes_before_the_dictionary() -> None:
    assert sounds("单县", override="Shan  Xian") == ("shanxian", "sx")
    assert sounds("盖女士", override="gě nü shi", person=True)[0].isascii()
    assert sounds("单县", override="  ") == ("danxian", "dx")
