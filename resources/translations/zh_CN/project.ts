<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>project</name>
    <message>
        <location filename="../../../lance_studio/project/commands/chat.py"/>
        <source>Send message</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/chat.py"/>
        <source>Update message</source>
        <translation>更新消息</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/chat.py"/>
        <source>Remove messages</source>
        <translation>移除消息</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/jobs.py"/>
        <source>Queue job</source>
        <translation>任务排队</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/jobs.py"/>
        <source>Start job</source>
        <translation>开始任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/jobs.py"/>
        <source>Finish job</source>
        <translation>完成任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/jobs.py"/>
        <source>Fail job</source>
        <translation>任务失败</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/jobs.py"/>
        <source>Cancel job</source>
        <translation>取消任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/jobs.py"/>
        <source>Queue job again</source>
        <translation>任务重新排队</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/jobs.py"/>
        <source>Edit job</source>
        <translation>编辑任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/jobs.py"/>
        <source>Move job</source>
        <translation>移动任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/jobs.py"/>
        <source>Remove jobs</source>
        <translation>移除任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/jobs.py"/>
        <source>&apos;{name}&apos; is running.</source>
        <translation>“{name}”正在运行。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/jobs.py"/>
        <source>Cancel it first.</source>
        <translation>请先取消它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>Draw mask</source>
        <translation>绘制蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>Clear mask</source>
        <translation>清除蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>Change mask edge</source>
        <translation>调整蒙版边缘</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>This picture has no mask.</source>
        <translation>这张图片没有蒙版。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>Draw one first.</source>
        <translation>请先绘制一个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>Save mask</source>
        <translation>保存蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>There is no mask to save, or no name for it.</source>
        <translation>没有可保存的蒙版，或未给它命名。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>Draw a mask and name it.</source>
        <translation>请绘制蒙版并命名。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>Use saved mask</source>
        <translation>使用已保存的蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>Remove saved mask</source>
        <translation>移除已保存的蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>The mask is {width} × {height} pixels and the picture {width2} × {height2}.</source>
        <translation>蒙版为 {width} × {height} 像素，而图片为 {width2} × {height2} 像素。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>Use a mask of the picture&apos;s size.</source>
        <translation>请使用与图片尺寸相同的蒙版。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>A mask&apos;s edge was to be moved by {grow} or softened over {feather} pixels.</source>
        <translation>要求将蒙版边缘移动 {grow} 像素或羽化 {feather} 像素。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/masks.py"/>
        <source>Choose at most {most}.</source>
        <translation>最多可选 {most}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>Import media</source>
        <translation>导入媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>Rename media</source>
        <translation>重命名媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>Remove media</source>
        <translation>移除媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>&apos;{name}&apos; is part of the history.</source>
        <translation>“{name}”属于历史记录。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>Remove it from the history first.</source>
        <translation>请先将它从历史记录中移除。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>&apos;{name}&apos; is used in the timeline &apos;{name2}&apos;.</source>
        <translation>“{name}”在时间线“{name2}”中使用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>Remove its clips from the timeline first.</source>
        <translation>请先将它的片段从时间线中移除。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>Relink media</source>
        <translation>重新链接媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>&apos;{name}&apos; is in the project itself and needs no file.</source>
        <translation>“{name}”保存在项目中，不需要外部文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>The file for &apos;{name}&apos; has other content.</source>
        <translation>“{name}”的文件内容不符。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>Choose the file that was imported.</source>
        <translation>请选择当初导入的文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>Collect media</source>
        <translation>收集媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/nodes.py"/>
        <source>Add result</source>
        <translation>添加结果</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/nodes.py"/>
        <source>The way to the new node leads to another one.</source>
        <translation>通向新节点的连线指向了另一个节点。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/nodes.py"/>
        <source>Rename node</source>
        <translation>重命名节点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/nodes.py"/>
        <source>Hide nodes</source>
        <translation>隐藏节点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/nodes.py"/>
        <source>Star node</source>
        <translation>标星节点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/nodes.py"/>
        <source>Remove node</source>
        <translation>移除节点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/nodes.py"/>
        <source>Other results were made from &apos;{name}&apos;.</source>
        <translation>其他结果是由“{name}”生成的。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/nodes.py"/>
        <source>Hide it instead, or remove those results first.</source>
        <translation>可以改为隐藏它，或先移除那些结果。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/settings.py"/>
        <source>Change setting</source>
        <translation>更改设置</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/timelines.py"/>
        <source>The name of a timeline</source>
        <translation>时间线的名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/timelines.py"/>
        <source>Choose a shorter name.</source>
        <translation>请使用较短的名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/timelines.py"/>
        <source>Add timeline</source>
        <translation>添加时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/timelines.py"/>
        <source>Edit timeline</source>
        <translation>编辑时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/timelines.py"/>
        <source>Rename timeline</source>
        <translation>重命名时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/timelines.py"/>
        <source>A timeline needs a name.</source>
        <translation>时间线需要名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/timelines.py"/>
        <source>Type one.</source>
        <translation>请输入一个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/timelines.py"/>
        <source>Move timeline</source>
        <translation>移动时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/timelines.py"/>
        <source>Remove timeline</source>
        <translation>移除时间线</translation>
    </message>
</context>
</TS>
