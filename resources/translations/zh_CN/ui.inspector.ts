<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.inspector</name>
    <message>
        <location filename="../../../lance_studio/ui/inspector/fact_rows.py"/>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/fact_rows.py"/>
        <source>Copy {what}</source>
        <translation>复制“{what}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Sound</source>
        <translation>音频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Guidance</source>
        <translation>引导强度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Mask</source>
        <translation>蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Starts from</source>
        <translation>起始于</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Took</source>
        <translation>用时</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Made</source>
        <translation>生成于</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Imported</source>
        <translation>导入的</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>{width} × {height} px</source>
        <translation>{width} × {height} 像素</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Rate</source>
        <translation>帧率</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>{rate:g} frames/s</source>
        <translation>{rate:g} 帧/秒</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>{length}, {n} frames</source>
        <translation>
            <numerusform>{length}，{n} 帧</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>yes</source>
        <translation>有</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>File size</source>
        <translation>文件大小</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Kept</source>
        <translation>存放位置</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>in the project</source>
        <translation>项目内</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Track</source>
        <translation>轨道</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Start</source>
        <translation>开头</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Shows</source>
        <translation>内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>From</source>
        <translation>取自</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>Rename clip</source>
        <translation>重命名片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>Change gain</source>
        <translation>更改增益</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>Change opacity</source>
        <translation>更改不透明度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>Change speed</source>
        <translation>更改速度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>Change fade</source>
        <translation>更改淡入淡出</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>Choose sound track</source>
        <translation>选择音轨</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>Change deinterlacing</source>
        <translation>更改去隔行</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>Change picture beside sound</source>
        <translation>更改无画面处的显示</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>{frames} frames for a clip</source>
        <translation>片段 {frames} 帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>shift {shift:g}</source>
        <translation>偏移 {shift:g}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>guidance from {start:g} to {end:g}</source>
        <translation>引导区间 {start:g} 至 {end:g}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>renormalisation {renorm}</source>
        <translation>重归一化 {renorm}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>at least {share:g} of it</source>
        <translation>至少保留 {share:g}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>noise of the device</source>
        <translation>使用设备噪声</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>inputs without noise</source>
        <translation>输入不加噪声</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>preset {preset}</source>
        <translation>预设 {preset}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>soft edge of {feather} px</source>
        <translation>边缘羽化 {feather} 像素</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>{count} kept latent frames</source>
        <translation>保留 {count} 个潜变量帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/presenter.py"/>
        <source>From a recipe: {parts}.</source>
        <translation>来自配方：{parts}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Select a picture, a medium or a clip to see what is known of it.</source>
        <translation>选中图片、媒体或片段，即可查看其信息。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Use again</source>
        <translation>再次使用</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Use recipe</source>
        <translation>使用配方</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Take over its words, source, mask and every number</source>
        <translation>沿用它的提示词、来源、蒙版和所有参数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Copy prompt</source>
        <translation>复制提示词</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Sound track</source>
        <translation>音轨</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Deinterlace</source>
        <translation>去隔行</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Where only the sound goes on</source>
        <translation>只有音频处</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Hold picture</source>
        <translation>保持画面</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>In the viewer, and in clips that are made of it from now on.</source>
        <translation>用于查看器以及此后由它生成的片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Name of the clip</source>
        <translation>片段名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Gain</source>
        <translation>增益</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Fade in</source>
        <translation>淡入</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Fade out</source>
        <translation>淡出</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Use the model&apos;s</source>
        <translation>使用模型默认值</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Size of new pictures</source>
        <translation>新图片的尺寸</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Another one each time</source>
        <translation>每次随机</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Keep the seed</source>
        <translation>固定种子</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Next generation</source>
        <translation>下一次生成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/inspector/view.py"/>
        <source>Draw another seed each time</source>
        <translation>每次随机取种子</translation>
    </message>
</context>
<context>
    <name>ui.inspector#sound</name>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>ui.inspector#times with their unit</name>
    <message>
        <location filename="../../../lance_studio/ui/inspector/facts.py"/>
        <source>{start} to {end}</source>
        <translation>{start}至 {end}</translation>
    </message>
</context>
</TS>
