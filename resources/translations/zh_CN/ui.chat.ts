<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.chat</name>
    <message>
        <location filename="../../../lance_studio/ui/chat/messages.py"/>
        <source>Asked</source>
        <translation>提问</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/messages.py"/>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/messages.py"/>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/messages.py"/>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Extend</source>
        <translation>延长</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/messages.py"/>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/messages.py"/>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/messages.py"/>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/messages.py"/>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>Ask about what is shown…</source>
        <translation>就当前画面提问…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>Describe a change…</source>
        <translation>描述要做的改动…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>Describe a new picture…</source>
        <translation>描述一张新图片…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>Say what happens next…</source>
        <translation>描述接下来发生什么…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>Open a picture, or move the playhead onto a clip.</source>
        <translation>请打开一张图片，或将播放头移到片段上。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>Open a picture, or select a clip.</source>
        <translation>请打开一张图片，或选择一个片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>Select a clip, or open one from the history.</source>
        <translation>请选择一个片段，或从历史中打开一个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>A sound can be heard and laid on a timeline, but not be asked about.</source>
        <translation>音频可以播放，也可以放到时间线上，但不能就其提问。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>Drop a picture or a clip.</source>
        <translation>请拖入图片或片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>The message is about nothing.</source>
        <translation>消息没有指定对象。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Clear conversation</source>
        <translation>清空对话</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>The still becomes a clip, in its place on the timeline.</source>
        <translation>静态图片将变为片段，并取代它在时间线上的位置。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>A new picture that keeps what this one shows.</source>
        <translation>生成一张保留此图内容的新图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/presenter.py"/>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Ask about a picture or the frame under the playhead, or say what to change. Times in answers are links to the timeline.</source>
        <translation>可以就图片或播放头所在的帧提问，也可以说明要改什么。回答中的时间可链接到时间线。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Open or create a project to talk about its pictures and clips.</source>
        <translation>打开或新建项目，即可就其中的图片和片段进行对话。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Still</source>
        <translation>静态图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Conversation</source>
        <translation>对话内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Show earlier messages</source>
        <translation>显示更早的消息</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>What the message asks for</source>
        <translation>消息的用途</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Choose what the message is about</source>
        <translation>选择消息的对象</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Send (Enter)</source>
        <translation>发送（Enter）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>Stop the answer</source>
        <translation>停止回答</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/chat/view.py"/>
        <source>{kind}: {name}</source>
        <translation>{kind}：{name}</translation>
    </message>
</context>
</TS>
