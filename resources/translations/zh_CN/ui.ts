<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui</name>
    <message>
        <location filename="../../../lance_studio/ui/docks.py"/>
        <source>Float or dock {title}</source>
        <translation>浮动或停靠{title}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/docks.py"/>
        <source>Close {title}</source>
        <translation>关闭{title}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>The folder for new projects, {folder}, could not be made: {strerror}.</source>
        <translation>无法创建新项目的文件夹 {folder}：{strerror}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Make room or make it writable.</source>
        <translation>请腾出空间，或将其设为可写。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Open for reading</source>
        <translation>以只读方式打开</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Open project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>{stem} (my version)</source>
        <translation>{stem}（我的版本）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <location filename="../../../lance_studio/ui/saving.py"/>
        <source>Save project as</source>
        <translation>项目另存为</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Beside &apos;{name}&apos; lay the last changes of a file that it has replaced. They are no part of it and were kept in &apos;{name2}&apos;.</source>
        <translation>“{name}”旁边有被它替换的文件的最后更改。这些更改不属于它，已保存在“{name2}”中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Check that this is the version you want.</source>
        <translation>请确认这是您需要的版本。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Restore under its old name</source>
        <translation>以原名称恢复</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Open what the disk kept</source>
        <translation>打开磁盘上保留的版本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Open the other</source>
        <translation>打开另一个</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Save my version as…</source>
        <translation>我的版本另存为…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Untitled ({stem})</source>
        <translation>未命名（{stem}）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Lance Studio projects (*{suffix})</source>
        <translation>Lance Studio 项目 (*{suffix})</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/linked_files.py"/>
        <source>Every file that this project links may be used.</source>
        <translation>此项目链接的所有文件都可以使用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/linked_files.py"/>
        <source>Files outside the project</source>
        <translation>项目外的文件</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/linked_files.py"/>
        <source>This project links {n} files outside its folder</source>
        <translation>
            <numerusform>此项目链接了其文件夹之外的 {n} 个文件</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/linked_files.py"/>
        <source>Paths of the files</source>
        <translation>文件路径</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/linked_files.py"/>
        <source>Use them</source>
        <translation>使用这些文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/linked_files.py"/>
        <source>Leave them out</source>
        <translation>不使用</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/linked_files.py"/>
        <source>It was not made by this installation of the studio. None of these files has been opened or looked for. Use them if you know where the project comes from; without them, everything else in it works.</source>
        <translation>此项目不是由本机安装的程序创建的。这些文件都没有被打开或查找过。如果您了解项目的来源，可以使用它们；不使用时，项目中的其他内容仍可正常工作。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/linked_files.py"/>
        <source>{shown}    (never opened: a device or another computer)</source>
        <translation>{shown}    （从不打开：属于设备或其他计算机）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>{panel} panel</source>
        <translation>{panel}面板</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>No project</source>
        <translation>没有项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>{name} (read only)</source>
        <translation>{name}（只读）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>The log would be &apos;{path}&apos;, and there is none.</source>
        <translation>日志应位于“{path}”，但并不存在。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>Start the studio by its command to have one written.</source>
        <translation>请通过命令启动程序，以便写入日志。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>Generates, edits and questions pictures and short videos on this computer.</source>
        <translation>在本机上生成、编辑和询问图片与短视频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>About {program_name}</source>
        <translation>关于 {program_name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>Error: {error}</source>
        <translation>错误：{error}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>Close again to leave without waiting.</source>
        <translation>再次关闭即可不等待直接退出。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>Undo {step}</source>
        <translation>撤销{step}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>Redo {step}</source>
        <translation>重做{step}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/saving.py"/>
        <source>&apos;{name}&apos; is being saved just now.</source>
        <translation>正在保存“{name}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/saving.py"/>
        <source>Wait for that, or cancel it.</source>
        <translation>请等待完成，或取消保存。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/saving.py"/>
        <source>Saving &apos;{name}&apos;…</source>
        <translation>正在保存“{name}”…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/saving.py"/>
        <source>The project is being saved</source>
        <translation>正在保存项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/saving.py"/>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/saving.py"/>
        <source>Saving {name}…</source>
        <translation>正在保存 {name}…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/status.py"/>
        <source>Progress of the running job</source>
        <translation>当前任务的进度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/status.py"/>
        <source>Cancel the running job (Shift+X)</source>
        <translation>取消正在运行的任务（Shift+X）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/status.py"/>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timelines.py"/>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timelines.py"/>
        <source>New timeline</source>
        <translation>新建时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timelines.py"/>
        <source>Duplicate timeline</source>
        <translation>创建时间线副本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timelines.py"/>
        <source>Delete timeline</source>
        <translation>删除时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timelines.py"/>
        <source>No project is open.</source>
        <translation>没有打开的项目。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timelines.py"/>
        <source>Open or create one first.</source>
        <translation>请先打开或新建一个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timelines.py"/>
        <source>This timeline is not in the project any more.</source>
        <translation>这条时间线已不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timelines.py"/>
        <source>Choose another one.</source>
        <translation>请选择另一条。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/toolbar.py"/>
        <source>Toolbar</source>
        <translation>工具栏</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/toolbar.py"/>
        <source>Choose the model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/toolbar.py"/>
        <source>Workspace</source>
        <translation>工作区</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/toolbar.py"/>
        <source>Choose model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/undo_line.py"/>
        <source>Typing</source>
        <translation>输入文字</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/workspaces.py"/>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/workspaces.py"/>
        <source>Film</source>
        <translation>影片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/workspaces.py"/>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
</context>
</TS>
