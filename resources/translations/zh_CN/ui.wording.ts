<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.wording</name>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>Jan</source>
        <translation>1 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>Feb</source>
        <translation>2 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>Mar</source>
        <translation>3 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>Apr</source>
        <translation>4 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>May</source>
        <translation>5 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>Jun</source>
        <translation>6 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>Jul</source>
        <translation>7 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>Aug</source>
        <translation>8 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>Sep</source>
        <translation>9 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>Oct</source>
        <translation>10 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>Nov</source>
        <translation>11 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>Dec</source>
        <translation>12 月</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/dates.py"/>
        <source>{day} {month} {year}, {time}</source>
        <translation>{year} 年 {month} {day} 日 {time}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/sound_tracks.py"/>
        <source>mono</source>
        <translation>单声道</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/sound_tracks.py"/>
        <source>stereo</source>
        <translation>立体声</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/sound_tracks.py"/>
        <source>{layout}, {length}</source>
        <translation>{layout}，{length}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/wording/sound_tracks.py"/>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
</context>
<context>
    <name>ui.wording#between the parts of a list</name>
    <message>
        <location filename="../../../lance_studio/ui/wording/listing.py"/>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
</TS>
