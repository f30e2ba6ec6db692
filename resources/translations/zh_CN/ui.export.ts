<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.export</name>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>Export video</source>
        <translation>导出视频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>Clip on the canvas</source>
        <translation>画布上的片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>What to export</source>
        <translation>导出内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>Keep transparency</source>
        <translation>保留透明度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>In to out</source>
        <translation>入点到出点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>Whole timeline</source>
        <translation>整条时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>Form</source>
        <translation>格式</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>Nothing is heard on the timeline.</source>
        <translation>时间线上没有音频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>double</source>
        <translation>两倍</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>as the timeline</source>
        <translation>与时间线相同</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>half</source>
        <translation>一半</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>Its media are still being read.</source>
        <translation>仍在读取其媒体。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>Opaque pictures fill every frame of the timeline: nothing is transparent.</source>
        <translation>不透明的画面填满时间线的每一帧：没有透明部分。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>What nothing covers stays transparent, rather than black</source>
        <translation>未被覆盖的部分保持透明，而不是黑色</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>{seconds:.2f} s</source>
        <translation>{seconds:.2f} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/dialog.py"/>
        <source>“{clip}” as it is, with its recipe.</source>
        <translation>“{clip}”保持原样，并附带配方。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>An MP4 has no transparency.</source>
        <translation>MP4 不支持透明度。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>A sound has no picture.</source>
        <translation>音频没有画面。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Export picture</source>
        <translation>导出图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>Export sound</source>
        <translation>导出音频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>MP4 video</source>
        <translation>MP4 视频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>{length} as H.264 with AAC sound.</source>
        <translation>{length}，H.264 视频与 AAC 音频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>QuickTime, ProRes 4444</source>
        <translation>QuickTime，ProRes 4444</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>{length} as ProRes 4444 with AAC sound.</source>
        <translation>{length}，ProRes 4444，AAC 音频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>WebM, VP9</source>
        <translation>WebM，VP9</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>{length} as VP9 with Opus sound.</source>
        <translation>{length}，VP9，Opus 音频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>Matroska, lossless</source>
        <translation>Matroska，无损</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>{length} as FFV1 with PCM sound: every pixel and sample as it is. Large.</source>
        <translation>{length}，FFV1，PCM 音频：每个像素和采样都保持原样。文件很大。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>PNG pictures</source>
        <translation>PNG 图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>Export pictures into a new folder</source>
        <translation>将图片导出到新文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>{length} as numbered pictures in a new folder.</source>
        <translation>{length}，以编号图片存入新文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>PNG picture</source>
        <translation>PNG 图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>The frame at the playhead.</source>
        <translation>播放头处的帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>WebP picture</source>
        <translation>WebP 图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>WAV sound</source>
        <translation>WAV 音频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>{length} of sound as 32-bit floats.</source>
        <translation>{length} 音频，32 位浮点。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>FLAC sound</source>
        <translation>FLAC 音频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/forms.py"/>
        <source>{length} of sound in 24 bits.</source>
        <translation>{length} 音频，24 位。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>There is no picture on the canvas.</source>
        <translation>画布上没有图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>Open or generate one first.</source>
        <translation>请先打开或生成一个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>There is no clip on the canvas.</source>
        <translation>画布上没有片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>Cancelling the export of {name}…</source>
        <translation>正在取消导出 {name}…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>The export of “{name}” is at its beginning. It is cancelled, and nothing of the file is left.</source>
        <translation>“{name}”刚开始导出。导出将被取消，不会留下任何文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>The export of “{name}” is at {percent} %. It is cancelled, and nothing of the file is left.</source>
        <translation>“{name}”已导出 {percent} %。导出将被取消，不会留下任何文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>An export is at work.</source>
        <translation>正在导出。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Wait for it, or cancel it.</source>
        <translation>请等待完成，或取消它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>&apos;{name}&apos; was not exported because its project was closed; nothing of it was left behind.</source>
        <translation>“{name}”未导出，因为它的项目已关闭；没有留下任何残余文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>Export it again.</source>
        <translation>请重新导出。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>No project is open.</source>
        <translation>没有打开的项目。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>Open or create one first.</source>
        <translation>请先打开或新建一个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>There is no timeline to export.</source>
        <translation>没有可导出的时间线。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Put a clip on the timeline first.</source>
        <translation>请先在时间线上放入片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/presenter.py"/>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>The timeline is empty.</source>
        <translation>时间线是空的。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Put a clip on it first.</source>
        <translation>请先放入一个片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Export timeline</source>
        <translation>导出时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>There is nothing to export yet.</source>
        <translation>还没有可导出的内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>{name} frames</source>
        <translation>{name} 帧序列</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>{form} video, as it is (*.{suffix})</source>
        <translation>{form} 视频，保持原样 (*.{suffix})</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>MP4 video (*.mp4)</source>
        <translation>MP4 视频 (*.mp4)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Export clip</source>
        <translation>导出片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Folder (*)</source>
        <translation>文件夹 (*)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Exported {name}</source>
        <translation>已导出 {name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Progress of the export</source>
        <translation>导出进度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Exporting {name}</source>
        <translation>正在导出 {name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>WebP picture (*.webp)</source>
        <translation>WebP 图片 (*.webp)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>Preparing</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>{done} of {total} frames</source>
        <translation>{done} / {total} 帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/export/view.py"/>
        <source>{done} of {total} frames · {duration} left</source>
        <translation>{done} / {total} 帧 · 剩余 {duration}</translation>
    </message>
</context>
</TS>
