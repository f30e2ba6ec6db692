<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.preferences</name>
    <message>
        <location filename="../../../lance_studio/ui/preferences/language_row.py"/>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/language_row.py"/>
        <source>Holds from the next start of the studio on.</source>
        <translation>下次启动程序时生效。</translation>
    </message>
</context>
<context>
    <name>ui.preferences#language</name>
    <message>
        <location filename="../../../lance_studio/ui/preferences/language_row.py"/>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
</context>
</TS>
