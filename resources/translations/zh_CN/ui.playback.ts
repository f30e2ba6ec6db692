<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.playback</name>
    <message>
        <location filename="../../../lance_studio/ui/playback/frame_taker.py"/>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/playback/frame_taker.py"/>
        <source>Open frame</source>
        <translation>打开帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/playback/frames.py"/>
        <source>making a draft of a frame</source>
        <translation>生成帧的草稿</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/playback/frames.py"/>
        <source>making a frame</source>
        <translation>生成帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/playback/source_player.py"/>
        <source>Remember view</source>
        <translation>记住视图</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/playback/source_player.py"/>
        <source>Choose sound track</source>
        <translation>选择音轨</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/playback/source_player.py"/>
        <location filename="../../../lance_studio/ui/playback/transport.py"/>
        <source>No project is open.</source>
        <translation>没有打开的项目。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/playback/source_player.py"/>
        <location filename="../../../lance_studio/ui/playback/transport.py"/>
        <source>Open or create one first.</source>
        <translation>请先打开或新建一个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/playback/source_timeline.py"/>
        <source>&apos;{name}&apos; cannot be played.</source>
        <translation>“{name}”无法播放。</translation>
    </message>
</context>
<context>
    <name>ui.playback#kept</name>
    <message>
        <location filename="../../../lance_studio/ui/playback/worker.py"/>
        <source>working on {name}</source>
        <translation>处理 {name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/playback/worker.py"/>
        <source>giving up work on {name}</source>
        <translation>放弃处理 {name}</translation>
    </message>
</context>
</TS>
