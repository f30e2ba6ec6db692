<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>render</name>
    <message>
        <location filename="../../../lance_studio/render/export.py"/>
        <source>There is nothing to export.</source>
        <translation>没有可导出的内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/render/export.py"/>
        <source>Put clips on the timeline, or choose another range.</source>
        <translation>请在时间线上放入片段，或选择其他范围。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/render/export.py"/>
        <source>&apos;{target}&apos; exists already and is not an empty folder.</source>
        <translation>“{target}”已存在，且不是空文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/render/export.py"/>
        <source>Choose a new folder.</source>
        <translation>请选择新的文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/render/export_sound.py"/>
        <source>There is no sound to export.</source>
        <translation>没有可导出的音频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/render/export_sound.py"/>
        <source>Put a sound on the timeline, or unmute its track.</source>
        <translation>请把音频放到时间线上，或取消其轨道的静音。</translation>
    </message>
</context>
</TS>
