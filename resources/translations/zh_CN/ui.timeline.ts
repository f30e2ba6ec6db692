<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.timeline</name>
    <message>
        <location filename="../../../lance_studio/ui/timeline/by_key.py"/>
        <location filename="../../../lance_studio/ui/timeline/gestures.py"/>
        <source>Trim clip</source>
        <translation>修剪片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/by_key.py"/>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>No clip lies under the playhead.</source>
        <translation>播放头处没有片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/by_key.py"/>
        <location filename="../../../lance_studio/ui/timeline/intents.py"/>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Move the playhead into a clip.</source>
        <translation>请将播放头移到片段内。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/clip_painter.py"/>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/clip_painter.py"/>
        <source>Media cannot be read</source>
        <translation>媒体无法读取</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/controls.py"/>
        <source>Zoom of the timeline</source>
        <translation>时间线缩放</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/controls.py"/>
        <source>Time under the playhead</source>
        <translation>播放头处的时间</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/controls.py"/>
        <source>Zoom ({} and {}, {} to fit)</source>
        <translation>缩放（{} 和 {}，{} 适合窗口）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/controls.py"/>
        <source>This film takes longer to decode than to play; frames are left out</source>
        <translation>这段影片的解码慢于播放，因此会丢帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/controls.py"/>
        <source>{shown} of {wanted} fps</source>
        <translation>{shown} / {wanted} fps</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/gestures.py"/>
        <source>Move clips</source>
        <translation>移动多个片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/gestures.py"/>
        <source>Move clip</source>
        <translation>移动片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/gestures.py"/>
        <source>Ripple trim clip</source>
        <translation>波纹修剪片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/gestures.py"/>
        <source>Roll cut</source>
        <translation>滚动剪辑点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/gestures.py"/>
        <source>Slip clip</source>
        <translation>外滑片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/gestures.py"/>
        <source>Move marker</source>
        <translation>移动标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/headers.py"/>
        <source>Hide {track}</source>
        <translation>隐藏 {track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/headers.py"/>
        <source>Show {track}</source>
        <translation>显示 {track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/headers.py"/>
        <source>Lock {track}</source>
        <translation>锁定 {track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/headers.py"/>
        <source>Unlock {track}</source>
        <translation>解锁 {track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/headers.py"/>
        <source>Mute {track}</source>
        <translation>静音 {track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/headers.py"/>
        <source>Unmute {track}</source>
        <translation>取消静音 {track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/headers.py"/>
        <source>Track {name}</source>
        <translation>轨道 {name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/headers.py"/>
        <source>{rate:.4g} fps</source>
        <translation>{rate:.4g} fps</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/intents.py"/>
        <source>Only a still picture can be animated.</source>
        <translation>只有静态图片才能动起来。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/intents.py"/>
        <source>Choose a picture, or extend the clip.</source>
        <translation>请选择图片，或延长片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/intents.py"/>
        <source>There is no picture under the playhead.</source>
        <translation>播放头处没有画面。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/intents.py"/>
        <source>The timeline is empty.</source>
        <translation>时间线是空的。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/intents.py"/>
        <source>Drag a picture or a video onto it first.</source>
        <translation>请先将图片或视频拖到上面。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/intents.py"/>
        <source>There is no timeline yet.</source>
        <translation>还没有时间线。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/intents.py"/>
        <source>No clip is selected.</source>
        <translation>没有选中片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/intents.py"/>
        <source>Select one, or move the playhead into it.</source>
        <translation>请选中一个，或将播放头移到片段内。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/intents.py"/>
        <source>No picture or video is selected.</source>
        <translation>没有选中图片或视频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/intents.py"/>
        <source>Select one in the media bin first.</source>
        <translation>请先在媒体面板中选中一个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/lanes.py"/>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <location filename="../../../lance_studio/ui/timeline/tabs.py"/>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/lanes.py"/>
        <source>{start} · {length} long</source>
        <translation>{start} · 时长 {length}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/lanes.py"/>
        <source>Made by the model</source>
        <translation>由模型生成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/lanes.py"/>
        <source>A timeline cannot be laid into another one yet.</source>
        <translation>暂时不能将时间线嵌套到另一条时间线中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/lanes.py"/>
        <source>Open it and copy its clips, or export it and import the film.</source>
        <translation>请打开它并复制其中的片段，或将它导出后再导入影片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/marker_list.py"/>
        <source>Markers</source>
        <translation>标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/marker_list.py"/>
        <source>There is no marker yet. M sets one at the playhead.</source>
        <translation>还没有标记。按 M 可在播放头处添加标记。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/marker_list.py"/>
        <source>Go to</source>
        <translation>转到</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/marker_list.py"/>
        <location filename="../../../lance_studio/ui/timeline/tabs.py"/>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/marker_list.py"/>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/marker_list.py"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/marker_list.py"/>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/marker_list.py"/>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/markers_presenter.py"/>
        <source>Add marker</source>
        <translation>添加标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/markers_presenter.py"/>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Remove marker</source>
        <translation>移除标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/markers_presenter.py"/>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Rename marker</source>
        <translation>重命名标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/markers_presenter.py"/>
        <source>Set in point</source>
        <translation>设置入点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/markers_presenter.py"/>
        <source>Set out point</source>
        <translation>设置出点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/markers_presenter.py"/>
        <source>Clear in and out</source>
        <translation>清除入点和出点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Close gap</source>
        <translation>封闭间隙</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Go to marker</source>
        <translation>转到标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Remove track</source>
        <translation>移除轨道</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Edit by instruction…</source>
        <translation>按指令编辑…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Animate…</source>
        <translation>让它动起来…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Extend clip…</source>
        <translation>延长片段…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Ask about this clip…</source>
        <translation>询问此片段…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Ask about this frame…</source>
        <translation>询问此帧…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Properties</source>
        <translation>属性</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Reveal in media</source>
        <translation>在媒体中显示</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <source>Unlink</source>
        <translation>取消链接</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Link clips</source>
        <translation>链接片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/menus.py"/>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Rename clip</source>
        <translation>重命名片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/painter.py"/>
        <source>Start</source>
        <translation>开头</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/painter.py"/>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/painter.py"/>
        <source>Marker</source>
        <translation>标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/painter.py"/>
        <source>Playhead</source>
        <translation>播放头</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/painter.py"/>
        <source>In point</source>
        <translation>入点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/painter.py"/>
        <source>Out point</source>
        <translation>出点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/painter.py"/>
        <source>Insert</source>
        <translation>插入</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/painter.py"/>
        <source>Overwrite</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Split clip</source>
        <translation>拆分片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Lift clip</source>
        <translation>提升片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Lift clips</source>
        <translation>提升多个片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Ripple delete</source>
        <translation>波纹删除</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Cut clip</source>
        <translation>剪切片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Cut clips</source>
        <translation>剪切多个片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>What the clips show is no longer in the project.</source>
        <translation>这些片段引用的媒体已不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Import it again.</source>
        <translation>请重新导入。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Paste clip</source>
        <translation>粘贴片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Paste clips</source>
        <translation>粘贴多个片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Duplicate clip</source>
        <translation>创建片段副本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Duplicate clips</source>
        <translation>创建多个片段副本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Change speed</source>
        <translation>更改速度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Unlink clips</source>
        <translation>取消片段链接</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Add video track</source>
        <translation>添加视频轨道</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Add audio track</source>
        <translation>添加音频轨道</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/tabs.py"/>
        <location filename="../../../lance_studio/ui/timeline/view.py"/>
        <source>New timeline</source>
        <translation>新建时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/tabs.py"/>
        <source>Name of the timeline</source>
        <translation>时间线名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/tabs.py"/>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/tabs.py"/>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/tabs.py"/>
        <source>Move left</source>
        <translation>左移</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/tabs.py"/>
        <source>Move right</source>
        <translation>右移</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/tabs.py"/>
        <source>Timelines</source>
        <translation>时间线列表</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/view.py"/>
        <source>Drag pictures and videos here to put them in order, or press Shift+A to append what is selected.</source>
        <translation>将图片和视频拖到这里进行编排，或按 Shift+A 追加所选内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/view.py"/>
        <source>Import media</source>
        <translation>导入媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/view.py"/>
        <source>This timeline is damaged and cannot be shown. The project keeps it until you delete it.</source>
        <translation>这条时间线已损坏，无法显示。在您删除之前，项目会一直保留它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/view.py"/>
        <source>Delete timeline</source>
        <translation>删除时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/view.py"/>
        <source>Scroll the timeline</source>
        <translation>滚动时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/view.py"/>
        <source>Scroll the tracks</source>
        <translation>滚动轨道</translation>
    </message>
</context>
<context>
    <name>ui.timeline#kept</name>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Unmute track {track}</source>
        <translation>取消静音轨道 {track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Mute track {track}</source>
        <translation>静音轨道 {track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Show track {track}</source>
        <translation>显示轨道 {track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Hide track {track}</source>
        <translation>隐藏轨道 {track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Unlock track {track}</source>
        <translation>解锁轨道 {track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/timeline/presenter.py"/>
        <source>Lock track {track}</source>
        <translation>锁定轨道 {track}</translation>
    </message>
</context>
</TS>
