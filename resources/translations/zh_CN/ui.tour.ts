<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.tour</name>
    <message>
        <location filename="../../../lance_studio/ui/tour/presenter.py"/>
        <source>That was the tour</source>
        <translation>导览到此结束</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/presenter.py"/>
        <source>All of this can be undone with Ctrl+Z. Help → Tour begins again.</source>
        <translation>以上操作都可以用 Ctrl+Z 撤销。选择“帮助 → 新手导览”可以再看一遍。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/presenter.py"/>
        <source>Step {number} of {total}</source>
        <translation>第 {number} 步，共 {total} 步</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>Change the picture</source>
        <translation>修改图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>Write what must change, for example “{example}”, and press Enter. The result takes some seconds.</source>
        <translation>写下要修改什么，例如“{example}”，然后按 Enter。结果需要几秒钟。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>Look at before and after</source>
        <translation>查看修改前后</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>Press {keys} or this button: both pictures lie over each other. Drag the line between them.</source>
        <translation>按 {keys} 或点击此按钮：两张图片会叠放在一起。请拖动中间的分界线。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>Change a part only</source>
        <translation>只修改一部分</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>Leave the comparison, take the brush ({keys}) and paint on the picture. What you paint may change.</source>
        <translation>退出对比，选择画笔（{keys}），在图片上涂抹。只有涂过的地方会被修改。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>Go back to an earlier turn</source>
        <translation>回到之前的一轮</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>Every turn stays in the history. Click on an earlier one: the next change begins there.</source>
        <translation>每一轮都保留在历史中。点击之前的一轮，下一次修改就从那里开始。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>Put it on the timeline</source>
        <translation>放到时间线上</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>In the workspace Film press {keys}: the picture in sight comes behind the last clip.</source>
        <translation>在“影片”工作区按 {keys}，当前图片会接在最后一个片段之后。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>Ask about it</source>
        <translation>提问</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>In the workspace Ask write a question about what you see, for example “What colour is the car?”</source>
        <translation>在“提问”工作区写下关于当前画面的问题，例如“What colour is the car？”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/steps.py"/>
        <source>In the File menu, export the video or the current frame ({keys}). The file keeps its recipe.</source>
        <translation>在“文件”菜单中导出视频或当前帧（{keys}）。文件会保留其配方。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/view.py"/>
        <source>End the tour (Esc)</source>
        <translation>结束导览 (Esc)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/view.py"/>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/view.py"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/view.py"/>
        <source>Close (Enter)</source>
        <translation>关闭 (Enter)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/tour/view.py"/>
        <source>Go on without it (Enter)</source>
        <translation>跳过这一步 (Enter)</translation>
    </message>
</context>
</TS>
