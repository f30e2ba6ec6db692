<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>workflows</name>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>Try again from the picture itself, or try that turn again first.</source>
        <translation>请从图片本身重试，或先重试那一轮。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>A mask belongs to the picture that it was drawn on, not to what comes of it.</source>
        <translation>蒙版属于绘制时所用的图片，不属于由它得到的结果。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>Leave the mask out, or change the picture itself.</source>
        <translation>请去掉蒙版，或编辑图片本身。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>The turn that this was to follow is not in the queue any more.</source>
        <translation>此轮要接续的那一轮已不在队列中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>A turn on a clip of a timeline cannot follow another turn.</source>
        <translation>针对时间线片段的一轮不能接续另一轮。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>Change the clip when that turn is done.</source>
        <translation>请在那一轮完成后再编辑该片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>&apos;{words}&apos; makes no picture.</source>
        <translation>“{words}”不生成图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>Choose a picture or clip instead.</source>
        <translation>请改选图片或片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>the result of “{words}”</source>
        <translation>“{words}”的结果</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>This works on a clip, and the turn before it makes a picture.</source>
        <translation>此操作针对片段，而前一轮生成的是图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>This works on a picture, and the turn before it makes a clip.</source>
        <translation>此操作针对图片，而前一轮生成的是片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>Choose something else to work on.</source>
        <translation>请选择其他对象。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>This turn can only follow the one before it: it names no picture of its own.</source>
        <translation>此轮只能接续前一轮：它没有指定自己的图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>Try that turn again first.</source>
        <translation>请先重试那一轮。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>There is no turn that this could follow.</source>
        <translation>没有可供此轮接续的一轮。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>Leave it as it is.</source>
        <translation>请保持原样。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>“{words}”, which this was to follow, has failed.</source>
        <translation>此轮要接续的“{words}”已失败。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>“{words}”, which this was to follow, was cancelled.</source>
        <translation>此轮要接续的“{words}”已取消。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>“{words}”, which this was to follow, is not done.</source>
        <translation>此轮要接续的“{words}”尚未完成。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>The result of “{words}”, which this was to follow, is gone.</source>
        <translation>此轮要接续的“{words}”的结果已不存在。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <source>This cannot follow another turn.</source>
        <translation>此操作不能接续另一轮。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/chaining.py"/>
        <location filename="../../../lance_studio/workflows/handler.py"/>
        <location filename="../../../lance_studio/workflows/inputs.py"/>
        <source>Ask for it again.</source>
        <translation>请重新提交。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/change.py"/>
        <source>Nothing changed: the result looks like its source. Try another seed or other words.</source>
        <translation>没有变化：结果与来源看起来相同。请换一个种子或换一种说法再试。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/clip_export.py"/>
        <source>The clip cannot be written as &apos;{name}&apos;, because it is a {own} file.</source>
        <translation>片段无法写为“{name}”，因为它是 {own} 文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/clip_export.py"/>
        <source>Choose a name that ends in {own}, or in .mp4 to convert it.</source>
        <translation>请选择以 {own} 结尾的名称；若要转换，请以 .mp4 结尾。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/continued.py"/>
        <source>The clip or what continues it is not in the project any more.</source>
        <translation>该片段或其延长部分已不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <location filename="../../../lance_studio/workflows/results.py"/>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <location filename="../../../lance_studio/workflows/results.py"/>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Animate</source>
        <translation>让静图动起来</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <location filename="../../../lance_studio/workflows/result_placement.py"/>
        <source>Edit clip</source>
        <translation>编辑片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Extend</source>
        <translation>延长</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>{size} px</source>
        <translation>{size} 像素</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>{frames} frames, {seconds:.2f} s</source>
        <translation>{frames} 帧，{seconds:.2f} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Guidance</source>
        <translation>引导强度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Mask</source>
        <translation>蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>only the masked part may change</source>
        <translation>仅蒙版部分可以改变</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Starts from</source>
        <translation>起始于</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>the kept latent</source>
        <translation>保留的潜变量</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>fingerprint</source>
        <translation>指纹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/finding.py"/>
        <source>&apos;{folder}&apos; cannot be read: {reason}.</source>
        <translation>无法读取“{folder}”：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/finding.py"/>
        <source>Choose a file in another folder.</source>
        <translation>请选择其他文件夹中的文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/handler.py"/>
        <source>What this works on is not in the project any more.</source>
        <translation>此操作的对象已不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/handler.py"/>
        <source>Undo its removal.</source>
        <translation>请撤销对它的移除。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/handler.py"/>
        <source>This turn follows another one, which cannot be done here.</source>
        <translation>此轮要接续另一轮，在此处无法完成。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/handler.py"/>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/handler.py"/>
        <source>Replay</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/handler.py"/>
        <source>Done.</source>
        <translation>完成。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/handler.py"/>
        <source>Done. The timeline was deleted meanwhile, so the result is in the history only.</source>
        <translation>完成。时间线在此期间已被删除，因此结果只在历史中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/handler.py"/>
        <source>Done. The clip was changed meanwhile, so the result is in the history only.</source>
        <translation>完成。片段在此期间已被更改，因此结果只在历史中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/handler.py"/>
        <source>Made again: every pixel is the same.</source>
        <translation>已重新生成：每个像素都相同。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/handler.py"/>
        <source>The result</source>
        <translation>结果</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/importing.py"/>
        <source>“{name}” holds {count} media files; {most} are imported at once at most.</source>
        <translation>“{name}”中有 {count} 个媒体文件；一次最多导入 {most} 个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/importing.py"/>
        <source>Choose the ones that you need.</source>
        <translation>请选择所需的文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/inputs.py"/>
        <source>&apos;{name}&apos; is not what it was when this was asked for.</source>
        <translation>“{name}”在提出请求之后已发生变化。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/latents.py"/>
        <source>The kept latent is damaged: {error}.</source>
        <translation>保留的潜变量已损坏：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/latents.py"/>
        <source>Edit from the picture instead.</source>
        <translation>请改为从图片编辑。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <source>&apos;{name}&apos; has no picture.</source>
        <translation>“{name}”没有画面。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <source>Choose a clip of a video track.</source>
        <translation>请选择视频轨道上的片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <source>This is not in the project any more.</source>
        <translation>该内容已不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <source>Choose something else.</source>
        <translation>请选择其他内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <location filename="../../../lance_studio/workflows/studio.py"/>
        <source>This timeline is not in the project any more.</source>
        <translation>这条时间线已不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <source>Choose another one.</source>
        <translation>请选择另一条。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <location filename="../../../lance_studio/workflows/studio.py"/>
        <source>This medium is not in the project any more.</source>
        <translation>该媒体已不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <location filename="../../../lance_studio/workflows/plan_parts.py"/>
        <source>Import it again.</source>
        <translation>请重新导入。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <source>This picture is not in the project any more.</source>
        <translation>该图片已不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <source>&apos;{name}&apos; is a clip.</source>
        <translation>“{name}”是片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <source>Use the clip&apos;s own commands.</source>
        <translation>请使用片段自己的命令。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <source>{name} {start} to {end}</source>
        <translation>{name} {start} 至 {end}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/masks.py"/>
        <source>The mask does not have the picture&apos;s size.</source>
        <translation>蒙版与图片的尺寸不一致。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/masks.py"/>
        <source>Draw it again.</source>
        <translation>请重新绘制。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/masks.py"/>
        <source>The mask is empty.</source>
        <translation>蒙版是空的。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/masks.py"/>
        <source>Paint over what may change, or clear the mask.</source>
        <translation>请涂抹允许更改的部分，或清除蒙版。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/masks.py"/>
        <source>left and right</source>
        <translation>左右两侧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/masks.py"/>
        <source>top and bottom</source>
        <translation>上下两侧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/masks.py"/>
        <source>the middle {seen_width} × {seen_height} of {width} × {height} pixels</source>
        <translation>{width} × {height} 像素中间的 {seen_width} × {seen_height} 像素</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/masks.py"/>
        <source>The mask lies where the model does not see: it sees {middle}.</source>
        <translation>蒙版位于模型看不到的位置：它只看到{middle}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/masks.py"/>
        <source>Draw inside of that, or crop the picture first so that its {where} are not cut off.</source>
        <translation>请在该范围内绘制，或先裁剪图片，使其{where}不被截去。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/masks.py"/>
        <source>{share} % of the mask lies where the model does not see, at the {where}.</source>
        <translation>蒙版有 {share}% 位于模型看不到的{where}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/measuring.py"/>
        <source>The mask has {width} × {height} pixels, which is neither picture&apos;s size.</source>
        <translation>蒙版为 {width} × {height} 像素，与两张图片的尺寸都不同。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/measuring.py"/>
        <source>Give a mask of the source&apos;s size.</source>
        <translation>请提供与源图片尺寸相同的蒙版。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <source>Insert clip</source>
        <translation>插入片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <source>Overwrite clip</source>
        <translation>覆盖片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <source>Append clip</source>
        <translation>追加片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <source>&apos;{name}&apos; has no part from {first:g} to {last:g} seconds.</source>
        <translation>“{name}”没有 {first:g} 至 {last:g} 秒的部分。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <source>Choose a part of its {whole:g} seconds that ends after it begins.</source>
        <translation>请在其 {whole:g} 秒内选择一部分，且终点晚于起点。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <location filename="../../../lance_studio/workflows/sample.py"/>
        <source>Timeline 1</source>
        <translation>时间线 1</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <source>&apos;{name}&apos; is shorter than one frame of the timeline, which has {rate:g} a second.</source>
        <translation>“{name}”短于时间线的一帧（每秒 {rate:g} 帧）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <source>The chosen part of &apos;{name}&apos; is shorter than one frame of the timeline, which has {rate:g} a second.</source>
        <translation>“{name}”所选的部分短于时间线的一帧（每秒 {rate:g} 帧）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <source>Choose a longer one.</source>
        <translation>请选择更长的片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <source>There is no video track that is not locked.</source>
        <translation>没有未锁定的视频轨道。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <source>There is no audio track that is not locked.</source>
        <translation>没有未锁定的音频轨道。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/media_placement.py"/>
        <source>Unlock one, or add another.</source>
        <translation>请解锁一条轨道，或另添加一条。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_export.py"/>
        <location filename="../../../lance_studio/workflows/otio_import.py"/>
        <source>{stem} media</source>
        <translation>{stem} 媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_export.py"/>
        <source>The timeline shows a medium that is not in the project.</source>
        <translation>时间线中有不在项目内的媒体。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_export.py"/>
        <source>Remove the clip.</source>
        <translation>请移除该片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_import.py"/>
        <source>&apos;{name}&apos; is not where the document says; the file of that name beside it is used.</source>
        <translation>“{name}”不在文档所说的位置；改用文档旁边的同名文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_import.py"/>
        <source>Clips that reach beyond the end of their files are cut there: {count}.</source>
        <translation>超出文件结尾而在该处截断的片段：{count}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_import.py"/>
        <source>Clips of files that have no picture are left empty: {count}.</source>
        <translation>文件没有画面而留空的片段：{count}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_import.py"/>
        <source>Clips of files that have no sound are left empty: {count}.</source>
        <translation>文件没有声音而留空的片段：{count}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_import.py"/>
        <source>If you know where the document comes from and want these files used, give --trust-links.</source>
        <translation>如果您知道文档的来源，并希望使用这些文件，请加上 --trust-links。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_import.py"/>
        <source>Put the files beside the document, or bring them back to where it says.</source>
        <translation>请将这些文件放到文档旁边，或放回文档所说的位置。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_import.py"/>
        <source>&apos;{name}&apos; names files outside its folder and was not made by this installation: {files}. Nothing of that was opened.</source>
        <translation>“{name}”引用了其文件夹以外的文件，且不是由本机的安装创建的：{files}。其中任何文件都没有打开。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_import.py"/>
        <source>&apos;{name}&apos; names files that are missing: {files}.</source>
        <translation>“{name}”引用的文件缺失：{files}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_import.py"/>
        <source>The document&apos;s timeline is empty.</source>
        <translation>文档的时间线是空的。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/otio_import.py"/>
        <source>Export it again from the program that it comes from.</source>
        <translation>请从其来源程序重新导出它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_clips.py"/>
        <source>&apos;{name}&apos; is no picture.</source>
        <translation>“{name}”不是图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_clips.py"/>
        <source>Extend the clip instead.</source>
        <translation>请改为延长该片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_clips.py"/>
        <source>A clip cannot be edited beside a picture.</source>
        <translation>片段不能与图片一起编辑。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_clips.py"/>
        <source>Use clips only, or pictures only.</source>
        <translation>请只使用片段，或只使用图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_parts.py"/>
        <source>There are no words.</source>
        <translation>没有文字。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_parts.py"/>
        <source>Say what you want.</source>
        <translation>请说明您想要什么。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_parts.py"/>
        <source>{name} was not trained for this; the result may disappoint.</source>
        <translation>{name} 未针对此任务训练，结果可能不理想。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_parts.py"/>
        <source>The size of &apos;{name}&apos; is not known.</source>
        <translation>“{name}”的尺寸未知。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_pictures.py"/>
        <source>{count} pictures were given as references.</source>
        <translation>给出了 {count} 张参考图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_pictures.py"/>
        <source>Give 1 to {most}.</source>
        <translation>请提供 1 到 {most} 帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_pictures.py"/>
        <source>{count:,} pictures were given to edit.</source>
        <translation>给出了 {count:,} 张待编辑的图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_questions.py"/>
        <source>No picture is under the playhead.</source>
        <translation>播放头下没有画面。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_questions.py"/>
        <source>Move the playhead onto a clip.</source>
        <translation>请将播放头移到片段上。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/plan_questions.py"/>
        <source>frame {time}</source>
        <translation>帧 {time}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/planned.py"/>
        <source>Send message</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/planning.py"/>
        <source>This was imported, not made here.</source>
        <translation>这是导入的内容，不是在此生成的。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/planning.py"/>
        <source>Choose something that the model made.</source>
        <translation>请选择由模型生成的内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>sees {share} %</source>
        <translation>可见 {share} %</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>{count} frames</source>
        <translation>{count} 帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>{count} steps</source>
        <translation>{count} 步</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>{count} variants</source>
        <translation>{count} 个变体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>{size} kept</source>
        <translation>{size} 不变</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>about {seconds} and {memory} (first guess)</source>
        <translation>约 {seconds}、{memory}（初步估计）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>about {amount} (first guess)</source>
        <translation>约 {amount}（初步估计）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>Computed in</source>
        <translation>计算用时</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>{memory} at most</source>
        <translation>峰值 {memory}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>Promised</source>
        <translation>与预计的差别</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>{first}; {second}</source>
        <translation>{first}；{second}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>took {duration} instead of about {promised}</source>
        <translation>用时 {duration}，预计约 {promised}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>took {duration} instead of ~{promised}</source>
        <translation>用时 {duration}，预计 ~{promised}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>{memory} instead of about {promised}</source>
        <translation>占用 {memory}，预计约 {promised}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>{memory} instead of ~{promised}</source>
        <translation>占用 {memory}，预计 ~{promised}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>&apos;{name}&apos; cannot stand in for &apos;{medium}&apos;: {why}</source>
        <translation>“{name}”无法替代“{medium}”：{why}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>The folder &apos;{folder}&apos; cannot be read: {reason}.</source>
        <translation>无法读取文件夹“{folder}”：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>&apos;{name}&apos; cannot be read.</source>
        <translation>无法读取“{name}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>a picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>a video</source>
        <translation>视频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>a sound</source>
        <translation>音频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>It is {found}, not {wanted}.</source>
        <translation>这是{found}，不是{wanted}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>It has {found} pixels instead of {wanted}.</source>
        <translation>尺寸为 {found} 像素，应为 {wanted}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>It has {found:g} frames a second instead of {wanted:g}.</source>
        <translation>每秒 {found:g} 帧，应为 {wanted:g} 帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>It lasts {found:.2f} s instead of {wanted:.2f} s.</source>
        <translation>时长 {found:.2f} 秒，应为 {wanted:.2f} 秒。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>It has no sound.</source>
        <translation>没有音频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/result_placement.py"/>
        <source>Extend clip</source>
        <translation>延长片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>a question, which makes nothing</source>
        <translation>提问，不生成任何内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>“{task}”, which makes nothing</source>
        <translation>“{task}”，不生成任何内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>the preset {preset}, which {name} does not have</source>
        <translation>预设 {preset}，{name} 没有此预设</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>“{name}”, which this version does not know</source>
        <translation>此版本不支持的“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>the mask, which the file does not hold: all of the picture may change</source>
        <translation>文件中没有的蒙版：整张图片都可能改变</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>the references {names}</source>
        <translation>参考图片{names}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>the further pictures {names}</source>
        <translation>其他图片{names}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>that only the new frames were kept</source>
        <translation>仅保留新帧这一点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>that {start} to {end} of the clip was changed</source>
        <translation>仅更改片段 {start} 至 {end} 这一点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>the model {name}: this runs on {active}</source>
        <translation>模型 {name}：此处使用 {active}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>the weights: those of {name} here are others</source>
        <translation>权重：此处的 {name} 权重不同</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>the precision {precision}: this computes in {here}</source>
        <translation>精度 {precision}：此处以 {here} 计算</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/reusing.py"/>
        <source>the device {device}: this runs on {now}, where pixels may differ a little</source>
        <translation>设备 {device}：此处在 {now} 上运行，像素可能略有差异</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/sample.py"/>
        <source>Car in a meadow</source>
        <translation>草地上的汽车</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/sample.py"/>
        <source>Fish at sea</source>
        <translation>海中的鱼</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/sample.py"/>
        <source>Harbour at sunset</source>
        <translation>日落港湾</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/sample.py"/>
        <source>Drifting boat</source>
        <translation>漂流的小船</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/sample.py"/>
        <source>The samples are not part of this installation.</source>
        <translation>此安装中不包含示例。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/sample.py"/>
        <source>Install the studio again, or begin a project.</source>
        <translation>请重新安装程序，或新建项目。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/sample.py"/>
        <source>Add samples</source>
        <translation>添加示例</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/stills.py"/>
        <source>&apos;{name}&apos; is no animated picture.</source>
        <translation>“{name}”不是动态图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/stills.py"/>
        <source>Use as still</source>
        <translation>用作静态图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/stills.py"/>
        <source>Use as film</source>
        <translation>用作影片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/studio.py"/>
        <source>This job is not in the queue any more.</source>
        <translation>该任务已不在队列中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/studio.py"/>
        <source>After the previous</source>
        <translation>接在上一个任务之后</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/studio.py"/>
        <source>From the picture itself</source>
        <translation>从图片本身开始</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/studio.py"/>
        <source>Import timeline</source>
        <translation>导入时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/studio.py"/>
        <source>Add clip above</source>
        <translation>在上方添加片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/studio.py"/>
        <source>This result is not in the project any more.</source>
        <translation>该结果已不在项目中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/studio.py"/>
        <source>The queue of this project is paused.</source>
        <translation>此项目的队列已暂停。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/studio.py"/>
        <source>Resume it in the window&apos;s queue panel.</source>
        <translation>请在窗口的队列面板中继续。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/task.py"/>
        <source>The request holds bytes that are not text.</source>
        <translation>请求含有非文本字节。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/task.py"/>
        <source>Write it in UTF-8.</source>
        <translation>请使用 UTF-8 编码。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/task.py"/>
        <source>The stored request has form {form}; this version reads form {known}.</source>
        <translation>存储的请求格式为 {form}；此版本读取的格式为 {known}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/task.py"/>
        <source>Update the studio.</source>
        <translation>请更新程序。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/variants.py"/>
        <source>Each variant becomes a result of its own; the timeline stays as it is until you place one.</source>
        <translation>每个变体各成一个结果；在您放置其中一个之前，时间线保持原样。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/variants.py"/>
        <source>{count} variants were asked for.</source>
        <translation>请求了 {count} 个变体。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/variants.py"/>
        <source>Choose 1 to {most}.</source>
        <translation>请选择 1 至 {most}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/windows.py"/>
        <source>{name} changes up to {longest} frames ({seconds}) at a time: {start} to {end} is changed, the rest stays.</source>
        <translation>{name} 一次最多更改 {longest} 帧（{seconds}）：将更改 {start} 至 {end}，其余保持不变。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/windows.py"/>
        <source>{name} sees {count} frames of these {seconds}, one every {step}; what is shorter may be missed.</source>
        <translation>{name} 在这 {seconds}中查看 {count} 帧，每 {step}一帧；更短的内容可能会被遗漏。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/windows.py"/>
        <source>The chosen range holds nothing of the clip.</source>
        <translation>所选范围不含该片段的任何内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/windows.py"/>
        <source>Choose a range inside it.</source>
        <translation>请选择片段之内的范围。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/windows.py"/>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
</context>
<context>
    <name>workflows#file</name>
    <message>
        <location filename="../../../lance_studio/workflows/relinking.py"/>
        <source>Choose another.</source>
        <translation>请选择其他文件。</translation>
    </message>
</context>
<context>
    <name>workflows#kept</name>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Picture &quot;{words}&quot;</source>
        <translation>图片“{words}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Clip &quot;{words}&quot;</source>
        <translation>片段“{words}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Animate &quot;{words}&quot;</source>
        <translation>让静图动起来“{words}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Edit &quot;{words}&quot;</source>
        <translation>编辑“{words}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Edit clip &quot;{words}&quot;</source>
        <translation>编辑片段“{words}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Extend &quot;{words}&quot;</source>
        <translation>延长“{words}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Reference &quot;{words}&quot;</source>
        <translation>参考“{words}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Ask &quot;{words}&quot;</source>
        <translation>提问“{words}”</translation>
    </message>
</context>
<context>
    <name>workflows#picture</name>
    <message>
        <location filename="../../../lance_studio/workflows/lookup.py"/>
        <source>Choose another one.</source>
        <translation>请选择另一张。</translation>
    </message>
</context>
</TS>
