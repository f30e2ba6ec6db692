<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.welcome</name>
    <message>
        <location filename="../../../lance_studio/ui/welcome/presenter.py"/>
        <source>Open for reading</source>
        <translation>以只读方式打开</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/presenter.py"/>
        <source>Not saved under a name</source>
        <translation>尚未命名保存</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Videos (*.mp4 *.mov *.mkv *.webm *.avi *.m4v);;All files (*)</source>
        <translation>视频 (*.mp4 *.mov *.mkv *.webm *.avi *.m4v);;所有文件 (*)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>New picture</source>
        <translation>新建图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Describe it and change it turn by turn.</source>
        <translation>描述画面，然后一轮一轮地修改。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Open a video</source>
        <translation>打开视频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Cut it, change it, extend it, ask about it.</source>
        <translation>剪辑、修改、延长，或就它提问。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Sample project</source>
        <translation>示例项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>A picture, a clip and a timeline to try things on.</source>
        <translation>一张图片、一个片段和一条时间线，供您试用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Open another project</source>
        <translation>打开其他项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Projects that you have worked on come here.</source>
        <translation>您用过的项目会显示在这里。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Pictures and short clips, made and changed on this computer.</source>
        <translation>在本机上创作和修改图片与短片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Take the five-minute tour</source>
        <translation>五分钟新手导览</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/welcome/view.py"/>
        <source>Or begin with “{example}”</source>
        <translation>或从“{example}”开始</translation>
    </message>
</context>
</TS>
