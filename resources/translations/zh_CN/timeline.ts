<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>timeline</name>
    <message>
        <location filename="../../../lance_studio/timeline/clipboard.py"/>
        <source>No clip is selected.</source>
        <translation>没有选中片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/clipboard.py"/>
        <source>Select one first.</source>
        <translation>请先选中一个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/clipboard.py"/>
        <location filename="../../../lance_studio/timeline/placing.py"/>
        <source>A clip cannot begin before the start.</source>
        <translation>片段不能始于开头之前。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/clipboard.py"/>
        <location filename="../../../lance_studio/timeline/placing.py"/>
        <source>Choose a later time.</source>
        <translation>请选择更晚的时间。</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/timeline/clipboard.py"/>
        <source>The copied clips need {n} video tracks that can be edited.</source>
        <translation>
            <numerusform>复制的片段需要 {n} 条可编辑的视频轨道。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/timeline/clipboard.py"/>
        <source>The copied clips need {n} audio tracks that can be edited.</source>
        <translation>
            <numerusform>复制的片段需要 {n} 条可编辑的音频轨道。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/clipboard.py"/>
        <source>Unlock a track, or add another.</source>
        <translation>请解锁一条轨道，或添加新轨道。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/cutting.py"/>
        <source>There is no frame of the clip on both sides of this time.</source>
        <translation>此时间点的两侧并非都有该片段的帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/cutting.py"/>
        <source>Choose a time inside it.</source>
        <translation>请选择片段内部的时间。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/cutting.py"/>
        <source>There is no gap at this time.</source>
        <translation>此处没有间隙。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/cutting.py"/>
        <source>Choose an empty place between two clips.</source>
        <translation>请选择两个片段之间的空白处。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/cutting.py"/>
        <source>The range is empty.</source>
        <translation>范围为空。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/cutting.py"/>
        <source>Choose an end after the start.</source>
        <translation>请将终点设在起点之后。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>it is too long</source>
        <translation>内容过长</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>it is not valid JSON</source>
        <translation>不是有效的 JSON</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>it would be another one</source>
        <translation>读出的内容会与原来不同</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a clip would be another one</source>
        <translation>有片段读出的内容会与原来不同</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>its version is {version}, not {format}</source>
        <translation>版本为 {version}，而非 {format}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a track has misplaced gaps</source>
        <translation>有轨道的间隙位置错误</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a clip does not end on a frame</source>
        <translation>有片段未在整帧处结束</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a {kind} has missing or unknown parts: {names}</source>
        <translation>{kind} 缺少部分内容或含有未知内容：{names}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a part is not an object</source>
        <translation>有一部分不是对象</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a part is not a list</source>
        <translation>有一部分不是列表</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a text is missing</source>
        <translation>缺少文本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a number is missing</source>
        <translation>缺少数值</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a number is out of range</source>
        <translation>有数值超出范围</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a whole number is missing</source>
        <translation>缺少整数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a yes or no is missing</source>
        <translation>缺少是或否</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>a time is not a fraction</source>
        <translation>有时间不是分数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>its clips do not end on frames of one rate</source>
        <translation>片段未按同一帧率在整帧处结束</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>The timeline cannot be read: {reason}.</source>
        <translation>无法读取时间线：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/document.py"/>
        <source>It may be damaged or made by a newer version.</source>
        <translation>它可能已损坏，或由更新的版本创建。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/items.py"/>
        <source>The track &apos;{track}&apos; is locked.</source>
        <translation>轨道“{track}”已锁定。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/items.py"/>
        <source>Unlock it first.</source>
        <translation>请先解锁。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/items.py"/>
        <source>The clip is shorter than one frame of the timeline.</source>
        <translation>片段短于时间线的一帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/items.py"/>
        <source>Choose a longer one.</source>
        <translation>请选择更长的片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>Make it shorter, or undo the last change.</source>
        <translation>请缩短它，或撤销上次更改。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>Choose a shorter name.</source>
        <translation>请使用较短的名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>A clip has no identifier.</source>
        <translation>有片段缺少标识符。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The {label} has a sound track that no media has.</source>
        <translation>{label}使用了任何媒体都没有的音轨。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The {label} reaches beyond the end of its media.</source>
        <translation>{label}超出了其媒体的结尾。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>clip &apos;{name}&apos;</source>
        <translation>片段“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The {label} names no media.</source>
        <translation>{label}没有引用媒体。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The {label} has no length.</source>
        <translation>{label}没有时长。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The {label} begins before its media.</source>
        <translation>{label}始于其媒体的开头之前。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The name of a clip</source>
        <translation>片段的名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The {label}</source>
        <translation>{label}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The {label} begins later in its media than any media last.</source>
        <translation>{label}在媒体中的起点晚于任何媒体可能的时长。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The gain of the {label} is out of range.</source>
        <translation>{label}的增益超出范围。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The opacity of the {label} is not between 0 and 1.</source>
        <translation>{label}的不透明度不在 0 到 1 之间。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The speed of the {label} is out of range.</source>
        <translation>{label}的速度超出范围。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>A fade of the {label} is negative.</source>
        <translation>{label}的淡入或淡出为负值。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>A gap has no length.</source>
        <translation>有间隙没有时长。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>A gap of the timeline</source>
        <translation>时间线的一个间隙</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>A track has no identifier.</source>
        <translation>有轨道缺少标识符。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The track kind &apos;{kind}&apos; is unknown.</source>
        <translation>未知的轨道类型“{kind}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The name of a track</source>
        <translation>轨道的名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>A marker has no identifier.</source>
        <translation>有标记缺少标识符。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>A marker lies before the start.</source>
        <translation>有标记位于开头之前。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The place of a marker</source>
        <translation>标记的位置</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The name of a marker</source>
        <translation>标记的名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The note of a marker</source>
        <translation>标记的备注</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>Shorten it.</source>
        <translation>请缩短它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>A timeline has no identifier.</source>
        <translation>有时间线缺少标识符。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The frame rate {rate} is not between 1 and {max_rate}.</source>
        <translation>帧率 {rate} 不在 1 到 {max_rate} 之间。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The picture size is out of range.</source>
        <translation>画面尺寸超出范围。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The in point lies before the start.</source>
        <translation>入点位于开头之前。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The out point must lie after the in point.</source>
        <translation>出点必须位于入点之后。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>Markers are not in order.</source>
        <translation>标记的顺序错误。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>An identifier occurs twice in the timeline.</source>
        <translation>时间线中有重复的标识符。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>The name of a timeline</source>
        <translation>时间线的名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>Remove tracks, or make another one.</source>
        <translation>请移除一些轨道，或新建另一条时间线。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>Remove markers.</source>
        <translation>请移除一些标记。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>Split it into several timelines.</source>
        <translation>请将它拆分为多条时间线。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>It is damaged.</source>
        <translation>它已损坏。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/model.py"/>
        <source>Undo the last change, or enter another value.</source>
        <translation>请撤销上次更改，或输入其他值。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>Export it again from the program that it comes from.</source>
        <translation>请从其来源程序重新导出它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>Transitions are left out: {count}.</source>
        <translation>略去的转场：{count}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>Compositions inside the timeline are left empty: {count}.</source>
        <translation>时间线中留空的嵌套合成：{count}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>Effects are left out: {count}.</source>
        <translation>略去的效果：{count}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>Clips without a file are left empty: {count}.</source>
        <translation>没有文件而留空的片段：{count}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>Clips that are switched off are left empty: {count}.</source>
        <translation>已停用而留空的片段：{count}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>The document</source>
        <translation>文档</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>The document is no OpenTimelineIO timeline: {reason}.</source>
        <translation>文档不是 OpenTimelineIO 时间线：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>The document is no JSON, so that it is no timeline.</source>
        <translation>文档不是 JSON，因此不是时间线。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>The document is nested too deeply to be a timeline.</source>
        <translation>文档嵌套过深，不可能是时间线。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>The document holds no timeline.</source>
        <translation>文档中没有时间线。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/otio_reading.py"/>
        <source>A time of the document has no rate.</source>
        <translation>文档中有一个时间没有帧率。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/placing.py"/>
        <source>A clip cannot go from a video to an audio track.</source>
        <translation>片段不能从视频轨道移到音频轨道。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/placing.py"/>
        <source>A clip cannot go from an audio to a video track.</source>
        <translation>片段不能从音频轨道移到视频轨道。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/placing.py"/>
        <source>Choose another.</source>
        <translation>请选择其他轨道。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/placing.py"/>
        <source>Two of the moved clips would cover one another.</source>
        <translation>移动的片段中有两个会相互重叠。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/placing.py"/>
        <source>Move them one by one.</source>
        <translation>请逐个移动。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/properties.py"/>
        <source>The marker is no longer on the timeline.</source>
        <translation>该标记已不在时间线上。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/properties.py"/>
        <location filename="../../../lance_studio/timeline/queries.py"/>
        <source>Choose another one.</source>
        <translation>请选择另一条。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/queries.py"/>
        <source>The track is no longer on the timeline.</source>
        <translation>该轨道已不在时间线上。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/queries.py"/>
        <source>The clip is no longer on the timeline.</source>
        <translation>该片段已不在时间线上。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/timing.py"/>
        <source>A timecode cannot be negative.</source>
        <translation>时间码不能为负。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/timing.py"/>
        <source>&apos;{words}&apos; is not a timecode.</source>
        <translation>“{words}”不是时间码。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/timing.py"/>
        <source>Write hours:minutes:seconds:frames, such as 00:01:02:03.</source>
        <translation>请按“时:分:秒:帧”填写，例如 00:01:02:03。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/timing.py"/>
        <source>A second has no frame {frames} at {base} frames a second.</source>
        <translation>在每秒 {base} 帧时，一秒内没有第 {frames} 帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/timing.py"/>
        <source>Use 00 to {last:02}.</source>
        <translation>请使用 00 到 {last:02}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/trimming.py"/>
        <source>No clip follows this one directly.</source>
        <translation>此片段之后没有紧接的片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/timeline/trimming.py"/>
        <source>Close the gap first, or trim the clip&apos;s end.</source>
        <translation>请先封闭间隙，或修剪片段的结尾。</translation>
    </message>
</context>
</TS>
