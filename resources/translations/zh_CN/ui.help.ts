<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.help</name>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>New picture</source>
        <translation>新建图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Edit of a picture</source>
        <translation>编辑图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Picture after a reference</source>
        <translation>参照生成图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>New clip</source>
        <translation>新建片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Animation of a picture</source>
        <translation>让图片动起来</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Edit of a clip</source>
        <translation>编辑片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Continuation of a clip</source>
        <translation>延长片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Question about a picture</source>
        <translation>关于图片提问</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Question about a clip</source>
        <translation>关于片段提问</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Things</source>
        <translation>事物</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Scenes</source>
        <translation>场景</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Sizes</source>
        <translation>大小</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Places</source>
        <translation>位置</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Motions</source>
        <translation>动作</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Backgrounds</source>
        <translation>背景</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>About</source>
        <translation>简介</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Knows</source>
        <translation>了解的内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Words</source>
        <translation>词汇</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Limits</source>
        <translation>限制</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Prompts may be written in: {languages}.</source>
        <translation>提示词可使用：{languages}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>It takes any words, and photographs too.</source>
        <translation>可使用任意词语，也可使用照片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>{group}: {words}.</source>
        <translation>{group}：{words}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>It counts up to {count} things of a kind.</source>
        <translation>同类事物最多能数到 {count} 个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>It does not understand “no” and “without”.</source>
        <translation>不理解 “no”、“without” 等否定词。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Pictures: {sizes}, {steps} steps.</source>
        <translation>图片：{sizes}，{steps} 步。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>Clips: {sizes}, {steps} steps, {frames} frames ({seconds:.1f} s), at most {most} ({longest:.1f} s).</source>
        <translation>片段：{sizes}，{steps} 步，{frames} 帧（{seconds:.1f} 秒），最多 {most} 帧（{longest:.1f} 秒）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>A continuation adds {frames} frames.</source>
        <translation>每次延长增加 {frames} 帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/abilities.py"/>
        <source>It was not trained for: {tasks}.</source>
        <translation>未针对以下任务训练：{tasks}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/licences.py"/>
        <source>not said</source>
        <translation>未注明</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/licences.py"/>
        <source>Phosphor icons, as QtAwesome brings them</source>
        <translation>Phosphor 图标（由 QtAwesome 提供）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>not in use yet</source>
        <translation>尚未使用</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>Cache</source>
        <translation>缓存</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>not installed</source>
        <translation>未安装</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>no NVIDIA GPU</source>
        <translation>没有 NVIDIA GPU</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/report.py"/>
        <source>not looked for</source>
        <translation>未检测</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/view.py"/>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>What {name} can do</source>
        <translation>{name} 能做什么</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/view.py"/>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>What the model can do</source>
        <translation>模型的能力</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>The studio</source>
        <translation>本程序</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Font</source>
        <translation>字体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Icons</source>
        <translation>图标</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Package</source>
        <translation>软件包</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Put into the prompt: {prompt}</source>
        <translation>填入提示词：{prompt}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Put into the prompt</source>
        <translation>填入提示词</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Search names and licences</source>
        <translation>搜索名称和许可证</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Everything under a licence</source>
        <translation>所有带许可证的组件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Text of the licence</source>
        <translation>许可证全文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Looking…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Nothing is called that.</source>
        <translation>没有找到这个名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>{kind}: {what}</source>
        <translation>{kind}：{what}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Its text is not part of this installation.</source>
        <translation>此安装中不包含其许可证全文。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Version and log</source>
        <translation>版本与日志</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Generates, edits and questions pictures and short videos on this computer. Nothing is sent anywhere.</source>
        <translation>在本机生成、编辑图片和短视频，并就其内容提问。不会向任何地方发送数据。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Copy for a report</source>
        <translation>复制以便报告</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Copy log</source>
        <translation>复制日志</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Open log folder</source>
        <translation>打开日志文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/help/windows.py"/>
        <source>Copied: versions, devices and folders, no names and no prompts.</source>
        <translation>已复制版本、设备和文件夹信息，不含名称和提示词。</translation>
    </message>
</context>
</TS>
