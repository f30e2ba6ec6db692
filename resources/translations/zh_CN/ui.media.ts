<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.media</name>
    <message>
        <location filename="../../../lance_studio/ui/media/entries.py"/>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/presenter.py"/>
        <source>“{name}” has {count} pages; the first one was taken.</source>
        <translation>“{name}”有多页（页数：{count}）；已取第一页。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/presenter.py"/>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Choose a page</source>
        <translation>选择页面</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/presenter.py"/>
        <source>Use the camera&apos;s JPEG</source>
        <translation>使用相机的 JPEG</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/presenter.py"/>
        <source>Open media</source>
        <translation>打开媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/presenter.py"/>
        <source>Rename media</source>
        <translation>重命名媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/presenter.py"/>
        <source>Remove media</source>
        <translation>移除媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/presenter.py"/>
        <source>Delete timeline</source>
        <translation>删除时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/presenter.py"/>
        <source>Delete timelines</source>
        <translation>删除多条时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/reading.py"/>
        <source>“{name}” holds no pictures, videos or sounds.</source>
        <translation>“{name}”中没有图片、视频或音频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/reading.py"/>
        <source>Folders in it are not looked into: drop those.</source>
        <translation>不会查看其中的子文件夹：请直接拖入子文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/reading.py"/>
        <source>{count} files could not be imported.</source>
        <translation>{count} 个文件无法导入。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/reading.py"/>
        <source>{count} files could not be imported: {names}.</source>
        <translation>{count} 个文件无法导入：{names}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/reading.py"/>
        <source>{count} files could not be imported: {names} and {rest} more.</source>
        <translation>{count} 个文件无法导入：{names}，以及另外 {rest} 个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/reading.py"/>
        <source>“{name}” is no picture, video or sound.</source>
        <translation>“{name}”不是图片、视频或音频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/reading.py"/>
        <source>Drop it by itself if it is one.</source>
        <translation>如果它确实是，请单独拖入。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/timeline_entries.py"/>
        <source>Damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/timeline_entries.py"/>
        <source>Empty</source>
        <translation>空</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/timeline_import.py"/>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Import timeline</source>
        <translation>导入时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Its file is not where it was.</source>
        <translation>它的文件已不在原处。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Its file was not opened: a project from elsewhere names it, outside its own folder.</source>
        <translation>未打开它的文件：引用它的项目来自别处，而文件在项目文件夹之外。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Pictures, videos and sounds (*.png *.jpg *.jpeg *.webp *.gif *.bmp *.tif *.tiff *.avif *.heic *.heif *.dng *.mp4 *.mov *.mkv *.webm *.avi *.m4v *.wav *.mp3 *.flac *.ogg *.m4a);;All files (*)</source>
        <translation>图片、视频和音频 (*.png *.jpg *.jpeg *.webp *.gif *.bmp *.tif *.tiff *.avif *.heic *.heif *.dng *.mp4 *.mov *.mkv *.webm *.avi *.m4v *.wav *.mp3 *.flac *.ogg *.m4a);;所有文件 (*)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Search media</source>
        <translation>搜索媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Imported</source>
        <translation>导入的</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Made here</source>
        <translation>生成的</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Which media</source>
        <translation>显示哪些媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Pictures, videos and sounds of the project come here. Import some, or drop files on the window.</source>
        <translation>项目的图片、视频和音频都在这里。请导入媒体，或将文件拖放到窗口中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Import media</source>
        <translation>导入媒体</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>{n} timelines</source>
        <translation>
            <numerusform>{n} 条时间线</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Reading {n} files…</source>
        <translation>
            <numerusform>正在读取 {n} 个文件…</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Media ({total})</source>
        <translation>媒体 ({total})</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Media</source>
        <translation>媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Nothing has these words in its name.</source>
        <translation>没有名称包含这些文字的媒体。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>There is no timeline yet.</source>
        <translation>还没有时间线。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Nothing was made here yet.</source>
        <translation>还没有生成任何内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Nothing was imported yet.</source>
        <translation>还没有导入任何内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Not opened</source>
        <translation>未打开</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>{name}, timeline</source>
        <translation>{name}，时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Still</source>
        <translation>静态图片</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>{n} linked files were not opened.</source>
        <translation>
            <numerusform>{n} 个链接的文件未打开。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Show…</source>
        <translation>显示…</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>{n} files are missing.</source>
        <translation>
            <numerusform>{n} 个文件缺失。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Relink…</source>
        <translation>重新链接…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Animate…</source>
        <translation>让它动起来…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Ask about it…</source>
        <translation>询问…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Add to timeline</source>
        <translation>添加到时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Use as film</source>
        <translation>用作影片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Use as still</source>
        <translation>用作静态图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Show in history</source>
        <translation>在历史中显示</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Remove from project</source>
        <translation>从项目中移除</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Open in timeline</source>
        <translation>在时间线中打开</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Delete what is selected</source>
        <translation>删除所选内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Page (1 to {count})</source>
        <translation>页码（1 至 {count}）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Timelines (*.otio)</source>
        <translation>时间线 (*.otio)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>“{name}” was imported, not all of it as it was.</source>
        <translation>已导入“{name}”，但并非全部保持原样。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>“{name}” names files outside its folder. Nothing of them was opened.</source>
        <translation>“{name}”引用了其文件夹之外的文件。均未打开。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Use them only if you know where the document comes from:</source>
        <translation>请仅在知道文档来源时使用它们：</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Use these files</source>
        <translation>使用这些文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/media/view.py"/>
        <source>No file is missing.</source>
        <translation>没有缺失的文件。</translation>
    </message>
</context>
<context>
    <name>ui.media#kept</name>
    <message>
        <location filename="../../../lance_studio/ui/media/presenter.py"/>
        <source>Import {n} files</source>
        <translation>导入 {n} 个文件</translation>
    </message>
</context>
</TS>
