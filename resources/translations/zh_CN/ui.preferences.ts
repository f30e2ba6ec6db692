<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.preferences</name>
    <message>
        <location filename="../../../lance_studio/ui/preferences/cache_presenter.py"/>
        <location filename="../../../lance_studio/ui/preferences/presenter.py"/>
        <source>Looking…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/cache_presenter.py"/>
        <source>{count} files were removed, {size}. They are made again when they are needed.</source>
        <translation>已移除 {count} 个文件，共 {size}。需要时会重新生成。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/cache_presenter.py"/>
        <source>{count} files were removed to keep to the limit, {size}.</source>
        <translation>为不超出上限，已移除 {count} 个文件，共 {size}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/cache_presenter.py"/>
        <source>The cache has another place. {count} files were removed from the former one, {size}.</source>
        <translation>缓存已更换位置。已从原位置移除 {count} 个文件，共 {size}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/cache_presenter.py"/>
        <source>{size} in {count} files</source>
        <translation>{count} 个文件，共 {size}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/cache_presenter.py"/>
        <source>The place cannot be written at the moment; nothing is kept.</source>
        <translation>该位置目前无法写入，不会保存缓存。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/cache_presenter.py"/>
        <source>{size} free there, which is less than the limit.</source>
        <translation>该处剩余 {size}，少于上限。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/cache_presenter.py"/>
        <source>{size} free there.</source>
        <translation>该处剩余 {size}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/cache_presenter.py"/>
        <source>{size} bytes</source>
        <translation>{size} 字节</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/folder_field.py"/>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/folder_field.py"/>
        <source>Use the usual one</source>
        <translation>使用默认</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Keys act on the panel that has the focus, so two panels may share one. Keys without Ctrl or Alt are text while a field has the focus. Esc, Tab and Enter belong to fields and dialogs.</source>
        <translation>快捷键作用于拥有焦点的面板，因此两个面板可以共用同一个快捷键。输入框拥有焦点时，不带 Ctrl 或 Alt 的按键视为文字。Esc、Tab 和 Enter 归输入框和对话框使用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Keys (*.json)</source>
        <translation>快捷键 (*.json)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Actions and their keys</source>
        <translation>操作及其快捷键</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Search by name</source>
        <translation>按名称搜索</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Search by keys</source>
        <translation>按快捷键搜索</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>No key</source>
        <translation>无快捷键</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Restore</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>New key</source>
        <translation>新快捷键</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Add key</source>
        <translation>添加快捷键</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Restore all</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Export keys…</source>
        <translation>导出快捷键…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Import keys…</source>
        <translation>导入快捷键…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Lance Studio keys.json</source>
        <translation>Lance Studio 快捷键.json</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Export keys</source>
        <translation>导出快捷键</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Import keys</source>
        <translation>导入快捷键</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>{count} actions have keys in each other&apos;s way; a sign marks them, and such keys do nothing.</source>
        <translation>{count} 项操作的快捷键互相冲突，已用标志标出；冲突的快捷键不起作用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source> or </source>
        <translation>或</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>works {where}</source>
        <translation>{where}可用</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_page.py"/>
        <source>Use it here instead</source>
        <translation>改用于此操作</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_presenter.py"/>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_presenter.py"/>
        <source>The keys were written to &apos;{name}&apos;.</source>
        <translation>快捷键已写入“{name}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_presenter.py"/>
        <source>The keys of {count} actions were taken from &apos;{file}&apos;.</source>
        <translation>已从“{file}”导入 {count} 项操作的快捷键。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_presenter.py"/>
        <source>“{name}” has this key.</source>
        <translation>“{name}”已有此快捷键。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_presenter.py"/>
        <source>An action has {most} keys at most.</source>
        <translation>一项操作最多有 {most} 个快捷键。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/keys_presenter.py"/>
        <source>{keys} is free {where}.</source>
        <translation>{keys} {where}未被占用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/language_row.py"/>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/language_row.py"/>
        <source>Holds from the next start of the studio on.</source>
        <translation>下次启动程序时生效。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Less motion</source>
        <translation>减少动态效果</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>The window has {now} % now. {scale} % holds from the next start of the studio on.</source>
        <translation>窗口目前为 {now}%。{scale}% 将在下次启动程序时生效。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Another scale holds from the next start of the studio on.</source>
        <translation>更改缩放后，将在下次启动程序时生效。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Model folder</source>
        <translation>模型文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>The usual model</source>
        <translation>默认模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Choose the model&apos;s folder</source>
        <translation>选择模型文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Image checkpoint</source>
        <translation>图片检查点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Video checkpoint</source>
        <translation>视频检查点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Lance has one checkpoint for pictures and one for clips. Each may lie in a folder of its own; the rest of the model then comes from the model folder.</source>
        <translation>Lance 有一个图片检查点和一个片段检查点。它们可以分别位于各自的文件夹中；模型的其余部分则取自模型文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Choose the folder of the image checkpoint</source>
        <translation>选择图片检查点的文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Choose the folder of the video checkpoint</source>
        <translation>选择视频检查点的文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>In the model folder</source>
        <translation>位于模型文件夹中</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Use the model folder&apos;s</source>
        <translation>使用模型文件夹中的</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Share of the limit that is used</source>
        <translation>已用占上限的比例</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Clear cache</source>
        <translation>清空缓存</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Used now</source>
        <translation>目前已用</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Limit in gigabytes</source>
        <translation>上限（GB）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Limit</source>
        <translation>上限</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Cache folder</source>
        <translation>缓存文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>The usual place</source>
        <translation>默认位置</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Choose a folder for the cache</source>
        <translation>选择缓存文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/pages.py"/>
        <source>Media of projects that were needed as files, and what was found out about films. All of it can be made again; what was not used for longest goes first. Your own files are never touched.</source>
        <translation>项目中曾需要以文件形式使用的媒体，以及影片的分析结果。这些内容都可以重新生成；最久未使用的最先移除。您自己的文件绝不会被改动。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/presenter.py"/>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/presenter.py"/>
        <source>GPU (CUDA)</source>
        <translation>GPU (CUDA)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/presenter.py"/>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/presenter.py"/>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/presenter.py"/>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/presenter.py"/>
        <source>comes with the studio</source>
        <translation>随程序提供</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/presenter.py"/>
        <source>image checkpoint</source>
        <translation>图片检查点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/presenter.py"/>
        <source>video checkpoint</source>
        <translation>视频检查点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/presenter.py"/>
        <source>one checkpoint for pictures and clips</source>
        <translation>图片和片段共用一个检查点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/view.py"/>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/view.py"/>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/view.py"/>
        <source>Cache</source>
        <translation>缓存</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/view.py"/>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/view.py"/>
        <source>Preferences</source>
        <translation>偏好设置</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/view.py"/>
        <source>Sections</source>
        <translation>分类</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/preferences/view.py"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ui.preferences#language</name>
    <message>
        <location filename="../../../lance_studio/ui/preferences/language_row.py"/>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
</context>
</TS>
