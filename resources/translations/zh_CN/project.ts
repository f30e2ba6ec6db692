<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>project</name>
    <message>
        <location filename="../../../lance_studio/project/blobs.py"/>
        <source>What the project refers to cannot be read: {error}.</source>
        <translation>无法读取项目所引用的内容：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/blobs.py"/>
        <source>Nothing was removed. Use a copy or a backup of the project.</source>
        <translation>没有移除任何内容。请使用项目的副本或备份。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/blobs.py"/>
        <source>A part of a picture or video in the project is missing.</source>
        <translation>项目中某个图片或视频缺少一部分。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/blobs.py"/>
        <source>Use a copy or a backup of the project.</source>
        <translation>请使用项目的副本或备份。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>The folder &apos;{name}&apos;</source>
        <translation>文件夹“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <location filename="../../../lance_studio/project/linking.py"/>
        <source>The file of &apos;{name}&apos; has changed since it was imported.</source>
        <translation>“{name}”的文件在导入之后已被更改。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>Bring the original file back, or collect without it.</source>
        <translation>请恢复原来的文件，或不含它进行收集。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>The copy of &apos;{name}&apos; differs from the file.</source>
        <translation>“{name}”的副本与原文件不同。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <location filename="../../../lance_studio/project/copying.py"/>
        <source>Check the disk, or choose another place.</source>
        <translation>请检查磁盘，或选择其他位置。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>&apos;{name}&apos; came into the project while it was collected.</source>
        <translation>“{name}”是在收集期间加入项目的。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>Collect it again.</source>
        <translation>请重新收集。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>The copy of the project is not sound and was not kept: {problems}</source>
        <translation>项目的副本不完好，因此没有保留：{problems}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>Choose a place on another disk. If that fails too, Help → Copy log copies what a report needs.</source>
        <translation>请选择另一个磁盘上的位置。如果仍然失败，可通过“帮助 → 复制日志”复制报告所需的内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>&apos;{target}&apos; is not a usable folder name: {error}.</source>
        <translation>“{target}”不是可用的文件夹名称：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>Choose another name.</source>
        <translation>请选择其他名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>&apos;{final}&apos; is a file.</source>
        <translation>“{final}”是文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>Choose a folder that is new or empty.</source>
        <translation>请选择新的或空的文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>The folder &apos;{final}&apos; holds something already.</source>
        <translation>文件夹“{final}”中已有内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>Choose one that is new or empty.</source>
        <translation>请选择新的或空的文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>&apos;{final}&apos; is the project itself.</source>
        <translation>“{final}”就是项目本身。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/collecting.py"/>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
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
        <source>Link different file</source>
        <translation>链接其他文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>The file for &apos;{name}&apos; is of another size or kind.</source>
        <translation>“{name}”的文件大小或类型不同。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>Import it as a new medium.</source>
        <translation>请将它作为新媒体导入。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/commands/media.py"/>
        <source>&apos;{name}&apos; has changed in the meantime.</source>
        <translation>“{name}”在此期间已更改。</translation>
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
    <message>
        <location filename="../../../lance_studio/project/copying.py"/>
        <source>The copy for &apos;{name}&apos; does not hold what the project does, and was not kept.</source>
        <translation>“{name}”的副本与项目内容不一致，因此没有保留。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>a name in it is no text</source>
        <translation>其中有名称不是文字</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <location filename="../../../lance_studio/project/journal.py"/>
        <source>a text in it is not UTF-8</source>
        <translation>其中有文字不是 UTF-8</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>the file&apos;s format is one that SQLite does not know</source>
        <translation>SQLite 不识别该文件的格式</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>parts of it are missing or changed</source>
        <translation>其中有部分缺失或被更改</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>a row in it is longer than {most} MiB</source>
        <translation>其中有一行超过 {most} MiB</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>&apos;{name}&apos; is held by another program.</source>
        <translation>“{name}”正被其他程序占用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>Close it there, or wait until it has finished, and try again.</source>
        <translation>请在该程序中将它关闭，或等待其完成，然后重试。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>There is no space left for &apos;{name}&apos;. The last change was not made; everything before it is kept.</source>
        <translation>没有空间可供“{name}”使用。最后一次更改未能完成；此前的内容均已保存。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>Free some space on the disk, then repeat the change.</source>
        <translation>请在磁盘上腾出空间，然后重做该更改。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>The disk with &apos;{name}&apos; reports an error ({error}). The last change was not made.</source>
        <translation>“{name}”所在的磁盘报告错误（{error}）。最后一次更改未能完成。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>Check the disk and its connection, and copy the project elsewhere.</source>
        <translation>请检查磁盘及其连接，并将项目复制到别处。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>&apos;{name}&apos; is not a Lance Studio project.</source>
        <translation>“{name}”不是 Lance Studio 项目。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>Choose a file that ends in .lstudio.</source>
        <translation>请选择以 .lstudio 结尾的文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>&apos;{name}&apos; is damaged: {detail}.</source>
        <translation>“{name}”已损坏：{detail}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>Nothing was changed in it. Use a copy or a backup of the project.</source>
        <translation>其中没有任何更改。请使用项目的副本或备份。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>&apos;{name}&apos; or its folder may not be written.</source>
        <translation>“{name}”或其文件夹不可写。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/db_errors.py"/>
        <source>Open it for reading only, or copy it to a folder that you may write to.</source>
        <translation>请以只读方式打开，或将它复制到您有写入权限的文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <source>a picture or video in it has changed</source>
        <translation>其中有图片或视频已被更改</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <location filename="../../../lance_studio/project/linking.py"/>
        <source>The file of &apos;{name}&apos; cannot be read: {error}.</source>
        <translation>无法读取“{name}”的文件：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <source>Check the disk it lies on.</source>
        <translation>请检查它所在的磁盘。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <location filename="../../../lance_studio/project/open_file.py"/>
        <source>The project was opened for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <location filename="../../../lance_studio/project/open_file.py"/>
        <source>Open it for writing, or save a copy.</source>
        <translation>请以可写方式打开，或另存副本。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <source>The content that is added</source>
        <translation>要添加的内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <source>The file changed while it was read.</source>
        <translation>文件在读取期间发生了变化。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <source>Wait until it is complete, then try again.</source>
        <translation>请等待它完整后重试。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <location filename="../../../lance_studio/project/project.py"/>
        <source>The picture or video is not in the project any more.</source>
        <translation>该图片或视频已不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <location filename="../../../lance_studio/project/open_file.py"/>
        <location filename="../../../lance_studio/project/store.py"/>
        <source>The project is closed.</source>
        <translation>项目已关闭。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <location filename="../../../lance_studio/project/open_file.py"/>
        <location filename="../../../lance_studio/project/store.py"/>
        <source>Open it again.</source>
        <translation>请重新打开。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <source>The content of a picture or video is not in the project.</source>
        <translation>某个图片或视频的内容不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <location filename="../../../lance_studio/project/reading.py"/>
        <location filename="../../../lance_studio/project/transaction.py"/>
        <source>Use a backup of the project.</source>
        <translation>请使用项目的备份。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/files.py"/>
        <source>&apos;{name}&apos; cannot be read: {error}.</source>
        <translation>无法读取“{name}”：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/images.py"/>
        <source>differences of other texts than the row has</source>
        <translation>差异所涉及的文字与该行不符</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/images.py"/>
        <source>the {kind} is not as the step left it</source>
        <translation>{kind}已不是该步骤留下的状态</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/images.py"/>
        <source>a difference leads to another text</source>
        <translation>差异导致不同的文字</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/images.py"/>
        <source>What was noted for undo and redo cannot be read: {detail}.</source>
        <translation>无法读取为撤销和重做所作的记录：{detail}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/images.py"/>
        <source>The project itself is as it was.</source>
        <translation>项目本身没有变动。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/images.py"/>
        <source>an image of a row is no row</source>
        <translation>所记录的行不是有效的行</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/journal.py"/>
        <source>there is no table &apos;{name}&apos;</source>
        <translation>没有表“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/journal.py"/>
        <source>The step &apos;{name}&apos; cannot be undone: {cause}</source>
        <translation>步骤“{name}”无法撤销：{cause}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/journal.py"/>
        <source>The step &apos;{name}&apos; cannot be redone: {cause}</source>
        <translation>步骤“{name}”无法重做：{cause}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/journal.py"/>
        <source>the {kind} has another key</source>
        <translation>{kind}的键不同</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/journal.py"/>
        <source>the {kind} has no place among the others</source>
        <translation>{kind}没有排列位置</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/leftovers.py"/>
        <source>Beside &apos;{name}&apos; lie the changes of another file, which it replaced.</source>
        <translation>“{name}”旁边有被它替换的另一个文件的更改。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/leftovers.py"/>
        <source>Close the other window, then open it for writing once.</source>
        <translation>请关闭另一个窗口，然后以可写方式打开一次。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/link_trust.py"/>
        <source>Choose File → Files outside the project… in the window, or give --trust-links on the command line.</source>
        <translation>请在窗口中选择“文件 → 项目外的文件…”，或在命令行中使用 --trust-links。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/link_trust.py"/>
        <source>Choose the file yourself: select the medium and Relink it.</source>
        <translation>请自行选择文件：选中该媒体并重新链接。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/link_trust.py"/>
        <source>The project links &apos;{link}&apos; as &apos;{name}&apos;: no file of this computer that a project may name, so it is not opened.</source>
        <translation>项目将“{link}”链接为“{name}”：它不是项目可以指定的本机文件，因此不会打开。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/link_trust.py"/>
        <source>&apos;{name}&apos; is the file &apos;{link}&apos; outside the project&apos;s folder, which is not opened before somebody says so.</source>
        <translation>“{name}”是项目文件夹之外的文件“{link}”，未经许可不会打开。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/link_trust.py"/>
        <source>The project names &apos;{link}&apos; for &apos;{name}&apos;, and &apos;{place}&apos; is a symbolic link, which is not followed.</source>
        <translation>项目为“{name}”指定了“{link}”，而“{place}”是符号链接，不会跟随。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/linking.py"/>
        <source>Bring the file back, or say where it lies now (Relink).</source>
        <translation>请恢复该文件，或指出它现在的位置（重新链接）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/linking.py"/>
        <source>The name of {stored} is no text.</source>
        <translation>{stored} 的名称不是文字。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/linking.py"/>
        <source>Rename the file.</source>
        <translation>请重命名该文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/linking.py"/>
        <source>&apos;{name}&apos; is not the file that was imported as &apos;{medium}&apos;: its content differs.</source>
        <translation>“{name}”不是作为“{medium}”导入的文件：内容不同。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/linking.py"/>
        <source>Choose the original file, or import this one as a new medium.</source>
        <translation>请选择原来的文件，或将此文件作为新媒体导入。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/linking.py"/>
        <source>The project names no usable file for &apos;{name}&apos;.</source>
        <translation>项目没有为“{name}”指定可用的文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/linking.py"/>
        <source>The file of &apos;{name}&apos; cannot be used: {cause}</source>
        <translation>“{name}”的文件无法使用：{cause}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/linking.py"/>
        <source>Bring the original file back, or import the changed one as a new medium.</source>
        <translation>请恢复原来的文件，或将更改后的文件作为新媒体导入。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/lock.py"/>
        <source>Go on in that window, or open the project for reading only.</source>
        <translation>请在该窗口中继续，或以只读方式打开项目。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/lock.py"/>
        <source>&apos;{name}&apos; is open in another window.</source>
        <translation>“{name}”已在另一个窗口中打开。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/lock.py"/>
        <source>process {process}</source>
        <translation>进程 {process}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/lock.py"/>
        <source>process {process} on {machine}</source>
        <translation>{machine} 上的进程 {process}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/lock.py"/>
        <source>&apos;{name}&apos; is open in another window under the name &apos;{path}&apos; ({holder}).</source>
        <translation>“{name}”已在另一个窗口中以名称“{path}”打开（{holder}）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/lock.py"/>
        <source>&apos;{name}&apos; is open in another window ({holder}).</source>
        <translation>“{name}”已在另一个窗口中打开（{holder}）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/migrations.py"/>
        <source>This project was made by a newer Lance Studio (its format is {done}; this one reads up to {known}).</source>
        <translation>此项目由更新版本的 Lance Studio 创建（格式为 {done}；此版本最高读取 {known}）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/migrations.py"/>
        <source>Update Lance Studio, then open it again.</source>
        <translation>请更新 Lance Studio，然后重新打开。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/opening.py"/>
        <source>&apos;{file}&apos; is a folder.</source>
        <translation>“{file}”是文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/opening.py"/>
        <source>Choose a project file inside it.</source>
        <translation>请选择其中的项目文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/opening.py"/>
        <source>&apos;{file}&apos; does not exist.</source>
        <translation>“{file}”不存在。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/opening.py"/>
        <source>Check the path, or whether the file was moved.</source>
        <translation>请检查路径，以及文件是否已被移动。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/opening.py"/>
        <source>its tables are not those of a project</source>
        <translation>其中的表不是项目的表</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/opening.py"/>
        <source>its end is missing</source>
        <translation>结尾部分缺失</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/opening.py"/>
        <source>&apos;{name}&apos; was not closed properly and its folder may not be written, so that it cannot be read.</source>
        <translation>“{name}”没有正常关闭，且其文件夹不可写，因此无法读取。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/opening.py"/>
        <source>Copy it, with the files of the same name beside it, to a folder that you may write to.</source>
        <translation>请将它连同旁边的同名文件复制到您有写入权限的文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/opening.py"/>
        <source>&apos;{name}&apos; is there already: it holds changes of an earlier project of that name.</source>
        <translation>“{name}”已存在：其中有先前同名项目的更改。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/opening.py"/>
        <source>Choose another name, or move that file away.</source>
        <translation>请选择其他名称，或移走该文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/project.py"/>
        <source>Forget undone steps</source>
        <translation>清除已撤销的步骤</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/reading.py"/>
        <source>The table &apos;{name}&apos; of the project</source>
        <translation>项目的表“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/reading.py"/>
        <source>The project holds a {kind} that makes no sense: {error}.</source>
        <translation>项目中有无效的{kind}：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/reading.py"/>
        <source>Nothing was changed. Use a copy or a backup of the project.</source>
        <translation>没有任何更改。请使用项目的副本或备份。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/recovery.py"/>
        <source>A row of &apos;{table}&apos; refers to a row of &apos;{parent}&apos; that is not there.</source>
        <translation>“{table}”中有一行引用了“{parent}”中不存在的行。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/recovery.py"/>
        <source>The file cannot be read to its end: {error}</source>
        <translation>无法将文件读取到结尾：{error}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/recovery.py"/>
        <source>The content {digest} is damaged or incomplete.</source>
        <translation>内容 {digest} 已损坏或不完整。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/recovery.py"/>
        <source>The content of the medium &apos;{name}&apos; is missing.</source>
        <translation>媒体“{name}”的内容缺失。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/recovery.py"/>
        <source>The content of the medium &apos;{name}&apos; has another size than is noted.</source>
        <translation>媒体“{name}”的内容大小与记录不符。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/recovery.py"/>
        <source>The content {digest} that the {kind} {name} needs is missing.</source>
        <translation>{kind} {name} 所需的内容 {digest} 缺失。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/recovery.py"/>
        <source>The content {digest} that a step to undo or redo needs is missing.</source>
        <translation>某个可撤销或重做的步骤所需的内容 {digest} 缺失。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/recovery.py"/>
        <source>The node {child} was made from the node {parent}, which is not there.</source>
        <translation>节点 {child} 由节点 {parent} 生成，而后者不存在。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/recovery.py"/>
        <source>The node {child} was made from itself, by way of others.</source>
        <translation>节点 {child} 经由其他节点由自身生成。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>&apos;{name}&apos; beside it</source>
        <translation>旁边的“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>Your version was kept in {where}.</source>
        <translation>您的版本已保存在{where}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>Your version was kept in {where}, without its steps to undo.</source>
        <translation>您的版本已保存在{where}，但不含可撤销的步骤。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>Your version was kept in {where}, without its steps to undo and without {lost} of its pictures and videos.</source>
        <translation>您的版本已保存在{where}，但不含可撤销的步骤，也缺少其中 {lost} 个图片和视频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>Check the disk.</source>
        <translation>请检查磁盘。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>Save your version under another name to go on with it.</source>
        <translation>请将您的版本另存为其他名称，以便继续工作。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>Your version could not be kept elsewhere.</source>
        <translation>您的版本无法保存到别处。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>Leave the window open, make room on the disk, then try again.</source>
        <translation>请保持窗口打开，在磁盘上腾出空间，然后重试。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>Nothing is written to it any more. Open the project again, or save your version under another name.</source>
        <translation>已不再向其中写入任何内容。请重新打开项目，或将您的版本另存为其他名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>Your version is being kept just now.</source>
        <translation>正在保存您的版本。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <location filename="../../../lance_studio/project/store.py"/>
        <source>Wait a moment, then try again.</source>
        <translation>请稍候再重试。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>&apos;{name}&apos; was moved by another program while it was open.</source>
        <translation>“{name}”在打开期间被其他程序移动。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <location filename="../../../lance_studio/project/store.py"/>
        <source>A file beside &apos;{name}&apos; was changed by another program.</source>
        <translation>“{name}”旁边的文件被其他程序更改。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>&apos;{name}&apos; was replaced by another program while it was open.</source>
        <translation>“{name}”在打开期间被其他程序替换。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>&apos;{name}&apos; was overwritten by another program while it was open.</source>
        <translation>“{name}”在打开期间被其他程序覆盖。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>&apos;{name}&apos; was deleted by another program while it was open.</source>
        <translation>“{name}”在打开期间被其他程序删除。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/rescue.py"/>
        <source>The disk with &apos;{name}&apos; failed to keep the latest changes: {reason}.</source>
        <translation>“{name}”所在的磁盘未能保存最新的更改：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/salvage.py"/>
        <source>Damaged job</source>
        <translation>已损坏的任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/salvage.py"/>
        <source>What the project holds of this job is damaged: {cause}.</source>
        <translation>项目中关于此任务的内容已损坏：{cause}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/salvage.py"/>
        <source>Ask for it again, or remove it from the queue.</source>
        <translation>请重新提出请求，或将它从队列中移除。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/store.py"/>
        <source>The project&apos;s files were moved meanwhile.</source>
        <translation>项目的文件在此期间被移动。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/store.py"/>
        <source>Try again.</source>
        <translation>请重试。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/store.py"/>
        <source>The project&apos;s file vanished for a moment.</source>
        <translation>项目文件曾短暂消失。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/store.py"/>
        <source>The latest changes of &apos;{name}&apos; are still in &apos;{name}-wal&apos;, because the disk refuses to write: {error}.</source>
        <translation>“{name}”的最新更改仍在“{name}-wal”中，因为磁盘拒绝写入：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/store.py"/>
        <source>Keep both files together; free some space, open the project and close it again.</source>
        <translation>请将两个文件放在一起；腾出空间后，打开项目再将其关闭。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/store.py"/>
        <source>Nothing is remembered of it.</source>
        <translation>没有关于它的记录。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/store.py"/>
        <source>The files of &apos;{name}&apos; were moved by another program.</source>
        <translation>“{name}”的文件被其他程序移动。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/transaction.py"/>
        <source>The {kind} that was to be changed or used is not in the project any more.</source>
        <translation>要更改或使用的{kind}已不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/transaction.py"/>
        <source>The content that was to be used is not in the project.</source>
        <translation>要使用的内容不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/transaction.py"/>
        <source>Add the file to the project again.</source>
        <translation>请将该文件重新添加到项目。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/transaction.py"/>
        <source>The project holds this {kind} already.</source>
        <translation>项目中已有此{kind}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/transaction.py"/>
        <source>A name or text has characters that no text can have, as names of files from old disks do.</source>
        <translation>某个名称或文字含有无效字符，例如来自旧磁盘的文件名。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/transaction.py"/>
        <source>Rename the file, or change the text.</source>
        <translation>请重命名该文件，或更改该文字。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/transaction.py"/>
        <source>The {kind} that was to be changed has no place among the others.</source>
        <translation>要更改的{kind}没有排列位置。</translation>
    </message>
</context>
<context>
    <name>project#row</name>
    <message>
        <location filename="../../../lance_studio/project/tables.py"/>
        <source>media</source>
        <translation>媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/tables.py"/>
        <source>node</source>
        <translation>节点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/tables.py"/>
        <source>edge</source>
        <translation>生成记录</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/tables.py"/>
        <source>timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/tables.py"/>
        <source>message</source>
        <translation>消息</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/tables.py"/>
        <source>job</source>
        <translation>任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/tables.py"/>
        <source>setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/project/tables.py"/>
        <source>mask</source>
        <translation>蒙版</translation>
    </message>
</context>
</TS>
