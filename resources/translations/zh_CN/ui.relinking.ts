<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.relinking</name>
    <message>
        <location filename="../../../lance_studio/ui/relinking/presenter.py"/>
        <source>Looking at {name}…</source>
        <translation>正在查看 {name}…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/presenter.py"/>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/presenter.py"/>
        <source>Linking…</source>
        <translation>正在链接…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/presenter.py"/>
        <source>Searching… {files} files</source>
        <translation>正在搜索… {files} 个文件</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/relinking/presenter.py"/>
        <source>{n} more were found beside it.</source>
        <translation>
            <numerusform>在它旁边还找到了 {n} 个。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/presenter.py"/>
        <source>{sure} of {count} found. {files} files looked at in “{folder}”.</source>
        <translation>已找到 {sure} 个（共 {count} 个）。在“{folder}”中查看了 {files} 个文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/presenter.py"/>
        <source>There are more files; choose a folder nearer to the media.</source>
        <translation>还有更多文件；请选择离媒体更近的文件夹。</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/relinking/presenter.py"/>
        <source>{n} files were linked.</source>
        <translation>
            <numerusform>已链接 {n} 个文件。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/presenter.py"/>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/relinking/presenter.py"/>
        <source>{name} ({n} clips)</source>
        <translation>
            <numerusform>{name}（{n} 个片段）</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Relink missing media</source>
        <translation>重新链接缺失的媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Find one and its neighbours are looked for beside it, or search a folder for all of them.</source>
        <translation>找到其中一个后，会在它旁边查找其余文件；也可以在某个文件夹中搜索全部文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Search a folder…</source>
        <translation>搜索文件夹…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Relink</source>
        <translation>重新链接</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>{n} files are missing</source>
        <translation>
            <numerusform>缺失 {n} 个文件</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>No file is missing any more</source>
        <translation>已没有缺失的文件</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Relink {n} files</source>
        <translation>
            <numerusform>重新链接 {n} 个文件</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Where is {name}</source>
        <translation>{name} 在哪里</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Search a folder</source>
        <translation>搜索文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Nothing yet</source>
        <translation>尚未找到</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Same content: {name}</source>
        <translation>内容相同：{name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Different content, same name, size and length: {name}</source>
        <translation>内容不同，名称、大小和时长相同：{name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Different content: {name}</source>
        <translation>内容不同：{name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Cannot stand in: {name}. {why}</source>
        <translation>无法替代：{name}。{why}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Missing media</source>
        <translation>缺失的媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Found</source>
        <translation>找到的文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Old place</source>
        <translation>原位置</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Used by</source>
        <translation>使用处</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>ui.relinking#kept</name>
    <message>
        <location filename="../../../lance_studio/ui/relinking/presenter.py"/>
        <source>Relink {n} files</source>
        <translation>重新链接 {n} 个文件</translation>
    </message>
</context>
<context>
    <name>ui.relinking#of a file</name>
    <message>
        <location filename="../../../lance_studio/ui/relinking/view.py"/>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
</TS>
