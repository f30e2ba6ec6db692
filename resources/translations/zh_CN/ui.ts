<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui</name>
    <message>
        <location filename="../../../lance_studio/ui/background.py"/>
        <source>working beside the window</source>
        <translation>后台工作</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>&apos;{name}&apos; is being collected just now.</source>
        <translation>正在收集到“{name}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <location filename="../../../lance_studio/ui/saving.py"/>
        <source>Wait for that, or cancel it.</source>
        <translation>请等待完成，或将其取消。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Cancelling the collection of &apos;{name}&apos;…</source>
        <translation>正在取消收集“{name}”…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>The project is being collected into “{name}”. That ends, and nothing of the copy is left.</source>
        <translation>项目正在收集到“{name}”。收集将中止，副本不会留下任何内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Collect project into a new folder</source>
        <translation>将项目收集到新文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>{name} collected</source>
        <translation>{name} 收集</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Folder (*)</source>
        <translation>文件夹 (*)</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>The project and {n} linked files were collected in &apos;{name}&apos;.</source>
        <translation>
            <numerusform>项目和 {n} 个链接文件已收集到“{name}”。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>{count} missing were left out.</source>
        <translation>已略去 {count} 个缺失的文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Every copy was compared.</source>
        <translation>每个副本都已比对。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Missing files</source>
        <translation>缺失的文件</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>{n} linked files cannot be collected</source>
        <translation>
            <numerusform>{n} 个链接文件无法收集</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Files that cannot be collected</source>
        <translation>无法收集的文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Collect without them</source>
        <translation>不含它们直接收集</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Relink…</source>
        <translation>重新链接…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <location filename="../../../lance_studio/ui/saving.py"/>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Say where they lie now, or collect without them: the copy shows them as missing, all else works.</source>
        <translation>请指出它们现在的位置，或者不含它们直接收集：副本会将它们显示为缺失，其余一切正常。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Collect project</source>
        <translation>收集项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Progress of the collection</source>
        <translation>收集进度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Preparing</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Collecting into {name}</source>
        <translation>正在收集到 {name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Comparing</source>
        <translation>正在比对</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/collecting.py"/>
        <source>Cancelling</source>
        <translation>正在取消</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/defects.py"/>
        <source>Lance Studio failed while {work}: {name}.</source>
        <translation>Lance Studio 在“{work}”时出错：{name}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/defects.py"/>
        <source>This is a defect of the program; its log has the details. Try again, or go on without it.</source>
        <translation>这是程序的缺陷，详情见日志。请重试，或跳过它继续。</translation>
    </message>
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
        <source>Close project</source>
        <translation>关闭项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Begin new project</source>
        <translation>新建项目</translation>
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
        <source>Open project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Open for reading</source>
        <translation>以只读方式打开</translation>
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
        <source>{name} ({absence})</source>
        <translation>{name}（{absence}）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/files.py"/>
        <source>Lance Studio projects (*{suffix})</source>
        <translation>Lance Studio 项目 (*{suffix})</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation.py"/>
        <source>The preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation.py"/>
        <source>one of the model&apos;s</source>
        <translation>模型提供的预设之一</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation.py"/>
        <source>Whether latents are drawn</source>
        <translation>是否对潜变量采样</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation.py"/>
        <source>yes or no</source>
        <translation>是或否</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation.py"/>
        <source>The number of variants</source>
        <translation>变体数量</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation.py"/>
        <source>a whole number from 1 to {most}</source>
        <translation>1 到 {most} 的整数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation.py"/>
        <source>Choose {allowed}.</source>
        <translation>请选择{allowed}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation.py"/>
        <source>Choose {allowed}, or take the usual one by “Use the model&apos;s” in the inspector.</source>
        <translation>请选择{allowed}，或在检查器中点击“使用模型默认值”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation.py"/>
        <source>{title} {shown} cannot be used.</source>
        <translation>{title} {shown} 无法使用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation_service.py"/>
        <location filename="../../../lance_studio/ui/session.py"/>
        <location filename="../../../lance_studio/ui/timelines.py"/>
        <source>No project is open.</source>
        <translation>没有打开的项目。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation_service.py"/>
        <location filename="../../../lance_studio/ui/session.py"/>
        <location filename="../../../lance_studio/ui/timelines.py"/>
        <source>Open or create one first.</source>
        <translation>请先打开或新建一个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation_service.py"/>
        <source>Try all again</source>
        <translation>全部重试</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation_service.py"/>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation_service.py"/>
        <source>The model is there again.</source>
        <translation>模型已恢复可用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/generation_service.py"/>
        <source>The queue waits for you.</source>
        <translation>队列在等待您的操作。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/incoming.py"/>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/incoming.py"/>
        <source>The picture could not be taken.</source>
        <translation>无法接收此图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/incoming.py"/>
        <source>Save it to a file, and drop that.</source>
        <translation>请将它保存为文件，再拖放该文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/incoming.py"/>
        <source>“{shown}” is an address: nothing is fetched from it.</source>
        <translation>“{shown}”是网址：不会从中获取任何内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/incoming.py"/>
        <source>Save the file, and drop that.</source>
        <translation>请保存该文件，再将它拖放进来。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/incoming.py"/>
        <source>“{shown}” lies on another computer.</source>
        <translation>“{shown}”位于另一台电脑上。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/incoming.py"/>
        <source>Copy the file to this one, and drop that.</source>
        <translation>请将文件复制到本机，再拖放该副本。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/incoming.py"/>
        <source>“{shown}” names no file.</source>
        <translation>“{shown}”没有指向文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/incoming.py"/>
        <source>Drop the file itself.</source>
        <translation>请拖放文件本身。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/input_method.py"/>
        <source>The input method “{name}” has no plugin for this window. Start {name} with its IBus support, or use IBus.</source>
        <translation>输入法“{name}”没有适用于此窗口的插件。请启用 {name} 的 IBus 支持，或使用 IBus。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/leaving.py"/>
        <source>Work is going on</source>
        <translation>工作正在进行</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/leaving.py"/>
        <source>Something is still at work</source>
        <translation>还有工作正在进行</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/leaving.py"/>
        <source>Keep working</source>
        <translation>继续工作</translation>
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
        <source>Cancel the running job ({})</source>
        <translation>取消运行中的任务（{}）</translation>
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
        <source>Dropped picture</source>
        <translation>拖入的图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <source>Close window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/main_window.py"/>
        <location filename="../../../lance_studio/ui/start.py"/>
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
        <location filename="../../../lance_studio/ui/outside.py"/>
        <source>The folder &apos;{folder}&apos; cannot be opened.</source>
        <translation>无法打开文件夹“{folder}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/outside.py"/>
        <source>Open it in your file manager.</source>
        <translation>请在文件管理器中打开它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/prompt_line.py"/>
        <source>Remember draft</source>
        <translation>记住草稿</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue_controller.py"/>
        <source>Saving the last result…</source>
        <translation>正在保存最后的结果…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue_controller.py"/>
        <source>At step {step} of {total}: {name}. It begins again from the start when the project is opened.</source>
        <translation>正在进行第 {step} 步（共 {total} 步）：{name}。再次打开项目时，它将从头开始。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue_controller.py"/>
        <source>At work: {name}. It begins again from the start when the project is opened.</source>
        <translation>正在运行：{name}。再次打开项目时，它将从头开始。</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/queue_controller.py"/>
        <source>{n} jobs wait and stay in the project&apos;s queue; it goes on when the project is opened again.</source>
        <translation>
            <numerusform>{n} 个等待中的任务会保留在项目的队列中；再次打开项目时，队列将继续。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue_controller.py"/>
        <source>{name}: {state}</source>
        <translation>{name}：{state}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue_controller.py"/>
        <source>{used:.1f}/{total:.0f} GB</source>
        <translation>{used:.1f}/{total:.0f} GB</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/recent_projects.py"/>
        <source>not there now</source>
        <translation>目前不在</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/recent_projects.py"/>
        <source>Remove from list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/recent_projects.py"/>
        <source>&apos;{name}&apos; is not there now: {path}</source>
        <translation>“{name}”目前不在：{path}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/recent_projects.py"/>
        <source>Connect the drive that it lies on, or remove it from the list.</source>
        <translation>请连接它所在的磁盘，或将它从列表中移除。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/recent_projects.py"/>
        <source>Untitled ({stem})</source>
        <translation>未命名（{stem}）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>Words only</source>
        <translation>仅文字</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>There is nothing to make again.</source>
        <translation>没有可重新生成的内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>{name}, which this recipe changes, is not in the project, so nothing was taken over.</source>
        <translation>此配方所修改的 {name} 不在项目中，因此未沿用任何内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>Find it: any file with the same content will do. Or take over only the words, for something new.</source>
        <translation>请查找它：内容相同的任何文件均可。或仅沿用文字，生成新内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>Find {name}</source>
        <translation>查找 {name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>Neither “{file}” nor another file of its folder has the content of “{source}”.</source>
        <translation>“{file}”及其文件夹中的其他文件都不含“{source}”的内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>Choose the file that the recipe was made from; its name does not matter.</source>
        <translation>请选择生成此配方的文件，文件名无关紧要。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>Find “{name}”</source>
        <translation>查找“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>What this recipe changes is not in the project, and the file does not name it, so nothing was taken over.</source>
        <translation>此配方所修改的内容不在项目中，文件也没有注明它，因此未沿用任何内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>Open the picture or clip to change, and copy the words; or take over only the words, for something new.</source>
        <translation>请打开要修改的图片或片段并复制文字；或仅沿用文字，生成新内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>the kept latent of the source: it starts from the pixels, so details may differ</source>
        <translation>来源的保留潜变量：将从像素开始，细节可能不同</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>the mask, which is damaged: all of the picture may change</source>
        <translation>蒙版已损坏：整张图片都可能改变</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>Of the recipe these could not be taken over: {names}.</source>
        <translation>配方中以下内容未能沿用：{names}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/reusing.py"/>
        <source>Everything else is set.</source>
        <translation>其余均已设置。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/saving.py"/>
        <source>&apos;{name}&apos; is being saved just now.</source>
        <translation>正在保存“{name}”。</translation>
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
        <source>Saving {name}…</source>
        <translation>正在保存 {name}…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/settling.py"/>
        <source>Bringing the latest changes to the disk…</source>
        <translation>正在将最新更改写入磁盘…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/start.py"/>
        <source>Check that the display runs and lets you in, or name another. Without one, &apos;sh packaging/run.sh --demo&apos; shows what the studio does, and commands such as generate, render and info work.</source>
        <translation>请检查显示服务器是否正在运行并允许您连接，或指定其他显示。没有显示时，“sh packaging/run.sh --demo”可以演示程序的功能，generate、render 和 info 等命令也可以使用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/start.py"/>
        <source>Qt gives no reason</source>
        <translation>Qt 未说明原因</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/start.py"/>
        <source>The window cannot open on this display{where}: {reason}.</source>
        <translation>无法在此显示上打开窗口{where}：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/status.py"/>
        <source>idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/status.py"/>
        <source>loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/status.py"/>
        <source>busy</source>
        <translation>忙碌</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/status.py"/>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/status.py"/>
        <source>Progress of the running job</source>
        <translation>当前任务的进度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/status.py"/>
        <source>Cancel the running job</source>
        <translation>取消运行中的任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/status.py"/>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>pinned while you write</source>
        <translation>输入期间保持不变</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>under the playhead</source>
        <translation>播放头处</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>no clip under the playhead</source>
        <translation>播放头处没有片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>New picture</source>
        <translation>新建图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>New clip</source>
        <translation>新建片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>Asks about {what}</source>
        <translation>询问{what}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>Edits {what}</source>
        <translation>编辑{what}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>Extends {what}</source>
        <translation>延长{what}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>Animates {what}</source>
        <translation>让{what}动起来</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>New picture like {what}</source>
        <translation>参照{what}新建图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>clip “{name}”</source>
        <translation>片段“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>still “{name}”</source>
        <translation>静态图片“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>{part} of {name}</source>
        <translation>{name}的 {part}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>Nothing is shown</source>
        <translation>没有显示内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>{said}, {why}</source>
        <translation>{said}，{why}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>{seconds:.2f} s</source>
        <translation>{seconds:.2f} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>{minutes}:{seconds:02} min</source>
        <translation>{minutes}:{seconds:02}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>{hours}:{minutes:02}:{seconds:02} h</source>
        <translation>{hours}:{minutes:02}:{seconds:02}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>frame {time}</source>
        <translation>帧 {time}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/subject.py"/>
        <source>{start} to {end}</source>
        <translation>{start} 至 {end}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/thumbnails.py"/>
        <source>The picture or video is not in the project any more.</source>
        <translation>该图片或视频已不在项目中。</translation>
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
        <location filename="../../../lance_studio/ui/view_state.py"/>
        <source>Remember view</source>
        <translation>记住视图</translation>
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
