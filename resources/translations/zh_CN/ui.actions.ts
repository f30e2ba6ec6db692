<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.actions</name>
    <message>
        <location filename="../../../lance_studio/ui/actions/action_list.py"/>
        <location filename="../../../lance_studio/ui/actions/registry.py"/>
        <source>no key</source>
        <translation>无快捷键</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>the canvas</source>
        <translation>画布</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>the timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>the media</source>
        <translation>媒体面板</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>the history</source>
        <translation>历史</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>the queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>the inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>the chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>{keys} is also “{name}” {place}.</source>
        <translation>{keys} {place}也用于“{name}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>{keys} begins {other}, which is “{name}” {place}.</source>
        <translation>{keys} 是 {other} 的开头，后者{place}用于“{name}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>{keys} begins with {other}, which is “{name}” {place}.</source>
        <translation>{keys} 以 {other} 开头，后者{place}用于“{name}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>everywhere in the window</source>
        <translation>在整个窗口中</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>in {panel}</source>
        <translation>在{panel}中</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>in {first} and {last}</source>
        <translation>在{first}和{last}中</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>Press a key together with Ctrl, Alt or Shift, or a single key.</source>
        <translation>请按下 Ctrl、Alt 或 Shift 与一个键的组合，或单独按一个键。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>{name} belongs to fields and dialogs: it sends, leaves or moves on. Add Ctrl or Alt.</source>
        <translation>{name} 供输入框和对话框使用，用于发送、离开或跳到下一项。请加上 Ctrl 或 Alt。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/bindings.py"/>
        <source>{keys} is “{name}” while an instruction is written.</source>
        <translation>输入指令时，{keys} 用于“{name}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/dialogs.py"/>
        <source>Keys act on the panel that has the focus. Single letters are text while a field has it.</source>
        <translation>快捷键作用于获得焦点的面板。焦点在输入框中时，单个字母按文字输入。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/dialogs.py"/>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/dialogs.py"/>
        <source>Search commands</source>
        <translation>搜索命令</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/dialogs.py"/>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/dialogs.py"/>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/dialogs.py"/>
        <source>Search by name</source>
        <translation>按名称搜索</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/dialogs.py"/>
        <source>Search by keys</source>
        <translation>按快捷键搜索</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/dialogs.py"/>
        <source>Keys, first column</source>
        <translation>快捷键，第一列</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/dialogs.py"/>
        <source>Keys, second column</source>
        <translation>快捷键，第二列</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/dialogs.py"/>
        <source>Change keys…</source>
        <translation>更改快捷键…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/dialogs.py"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/key_field.py"/>
        <source>{name}: press them</source>
        <translation>{name}：请直接按键</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/key_field.py"/>
        <source>Empty “{name}”</source>
        <translation>清空“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/registry.py"/>
        <source>{action} ({keys})</source>
        <translation>{action}（{keys}）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/registry.py"/>
        <source>{first} or {second}</source>
        <translation>{first} 或 {second}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Playback</source>
        <translation>播放</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Close project</source>
        <translation>关闭项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Import media…</source>
        <translation>导入媒体…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Import timeline…</source>
        <translation>导入时间线…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Collect project…</source>
        <translation>收集项目…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Take linked files into the project</source>
        <translation>将链接的文件收入项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Relink missing media…</source>
        <translation>重新链接缺失的媒体…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Files outside the project…</source>
        <translation>项目外的文件…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Export video…</source>
        <translation>导出视频…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Export current frame…</source>
        <translation>导出当前帧…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Export timeline as OTIO…</source>
        <translation>将时间线导出为 OTIO…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Copy prompt</source>
        <translation>复制提示词</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Deselect all</source>
        <translation>取消全选</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Find in project…</source>
        <translation>在项目中查找…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Preferences…</source>
        <translation>偏好设置…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Fit picture</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Actual size (100 %)</source>
        <translation>实际大小（100 %）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Lasso</source>
        <translation>套索</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Eraser</source>
        <translation>橡皮擦</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Select by colour</source>
        <translation>按颜色选择</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Object in a box</source>
        <translation>框选对象</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Smaller brush</source>
        <translation>缩小画笔</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Larger brush</source>
        <translation>放大画笔</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Invert mask</source>
        <translation>反转蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Clear mask</source>
        <translation>清除蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Mask from transparency</source>
        <translation>由透明度创建蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Use the mask of the turn before</source>
        <translation>使用上一轮的蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Compare before and after</source>
        <translation>前后对比</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Swap sides</source>
        <translation>交换两侧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Show in history</source>
        <translation>在历史中显示</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Show timeline in viewer</source>
        <translation>在查看器中显示时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Search history</source>
        <translation>搜索历史</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Zoom in on history</source>
        <translation>放大历史</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Zoom out on history</source>
        <translation>缩小历史</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Fit history</source>
        <translation>历史适合窗口</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Command palette…</source>
        <translation>命令面板…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Edit by instruction…</source>
        <translation>按指令编辑…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Extend clip…</source>
        <translation>延长片段…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Animate still…</source>
        <translation>让静图动起来…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Ask about clip…</source>
        <translation>询问片段…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Select clip under playhead</source>
        <translation>选择播放头处的片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Split at playhead</source>
        <translation>在播放头处拆分</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Trim start to playhead</source>
        <translation>将起点修剪到播放头</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Trim end to playhead</source>
        <translation>将终点修剪到播放头</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Lift</source>
        <translation>提升</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Ripple delete</source>
        <translation>波纹删除</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Paste over what is there</source>
        <translation>覆盖粘贴</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Insert</source>
        <translation>插入</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Overwrite</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Append to timeline</source>
        <translation>追加到时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Match frame</source>
        <translation>匹配帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Open frame in canvas</source>
        <translation>在画布中打开此帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Select tool</source>
        <translation>选择工具</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Blade tool</source>
        <translation>刀片工具</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Ripple tool</source>
        <translation>波纹编辑工具</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Roll tool</source>
        <translation>滚动编辑工具</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Slip tool</source>
        <translation>外滑工具</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Snapping</source>
        <translation>吸附</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Add or remove marker</source>
        <translation>添加或移除标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Previous marker</source>
        <translation>上一个标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Next marker</source>
        <translation>下一个标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Markers…</source>
        <translation>标记…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Add video track</source>
        <translation>添加视频轨道</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Add audio track</source>
        <translation>添加音频轨道</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Zoom in on timeline</source>
        <translation>放大时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Zoom out on timeline</source>
        <translation>缩小时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Fit timeline</source>
        <translation>时间线适合窗口</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>New timeline</source>
        <translation>新建时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Rename timeline</source>
        <translation>重命名时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Duplicate timeline</source>
        <translation>创建时间线副本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Delete timeline</source>
        <translation>删除时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Next timeline</source>
        <translation>下一条时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Previous timeline</source>
        <translation>上一条时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Generate next in queue</source>
        <translation>插队生成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Go to the instruction</source>
        <translation>转到指令框</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Ask about what is shown</source>
        <translation>询问当前画面</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Use its words and numbers again</source>
        <translation>沿用其提示词和参数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Replay with the same seed</source>
        <translation>用相同种子重新生成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Pause queue</source>
        <translation>暂停队列</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Cancel current job</source>
        <translation>取消当前任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Cancel all waiting jobs</source>
        <translation>取消所有等待的任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Cancel selected jobs</source>
        <translation>取消所选任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Try all failed jobs again</source>
        <translation>重试所有失败的任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Clear queue</source>
        <translation>清空队列</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Choose model…</source>
        <translation>选择模型…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Restart engine</source>
        <translation>重启引擎</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Shuttle backward</source>
        <translation>快速倒放</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Shuttle forward</source>
        <translation>快速播放</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Previous frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Next frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>One second back</source>
        <translation>后退一秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>One second on</source>
        <translation>前进一秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Previous cut</source>
        <translation>上一个剪辑点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Next cut</source>
        <translation>下一个剪辑点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Go to start</source>
        <translation>转到开头</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Go to end</source>
        <translation>转到结尾</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Set in point</source>
        <translation>设置入点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Set out point</source>
        <translation>设置出点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Go to in point</source>
        <translation>转到入点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Go to out point</source>
        <translation>转到出点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Clear in and out</source>
        <translation>清除入点和出点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Picture workspace</source>
        <translation>图片工作区</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Film workspace</source>
        <translation>影片工作区</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Ask workspace</source>
        <translation>提问工作区</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Next panel</source>
        <translation>下一个面板</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Previous panel</source>
        <translation>上一个面板</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Reset layout</source>
        <translation>重置布局</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Save layout</source>
        <translation>保存布局</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Tour</source>
        <translation>新手导览</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Open the sample project</source>
        <translation>打开示例项目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>What the model can do</source>
        <translation>模型的能力</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Copy log</source>
        <translation>复制日志</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Open log folder</source>
        <translation>打开日志文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Version and log</source>
        <translation>版本与日志</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>While writing an instruction or a message</source>
        <translation>输入指令或消息时</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>Send before all that waits</source>
        <translation>插到队首发送</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>New line</source>
        <translation>换行</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>What was sent before</source>
        <translation>上一条已发送的内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/actions/table.py"/>
        <source>What was sent after that</source>
        <translation>下一条已发送的内容</translation>
    </message>
</context>
</TS>
