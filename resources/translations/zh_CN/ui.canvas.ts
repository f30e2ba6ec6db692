<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.canvas</name>
    <message>
        <location filename="../../../lance_studio/ui/canvas/compare_bar.py"/>
        <source>Wipe: a divider that is dragged</source>
        <translation>划像：拖动分隔线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/compare_bar.py"/>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/compare_bar.py"/>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/compare_bar.py"/>
        <source>Difference from the first</source>
        <translation>与第一张的差异</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/compare_bar.py"/>
        <source>Blink: one after the other</source>
        <translation>闪切：依次显示</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/compare_bar.py"/>
        <source>How to compare</source>
        <translation>对比方式</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/compare_bar.py"/>
        <source>Gain: by how much differences are made brighter</source>
        <translation>增益：差异被提亮的倍数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/compare_bar.py"/>
        <source>{seconds:g} s</source>
        <translation>{seconds:g} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/compare_bar.py"/>
        <source>For how long each picture is shown; “Swap sides” shows the next one</source>
        <translation>每张图片显示的时长；“交换两侧”可显示下一张</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/comparing.py"/>
        <source>Difference × {gain} · none · “{name}” from “{first}”</source>
        <translation>差异 × {gain} · 无 · “{name}”相对“{first}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/comparing.py"/>
        <source>Difference × {gain} · largest {largest} of 255 · “{name}” from “{first}”</source>
        <translation>差异 × {gain} · 最大 {largest}/255 · “{name}”相对“{first}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/comparing.py"/>
        <source>{name} · {width} × {height}, fitted to {whole}</source>
        <translation>{name} · {width} × {height}，已缩放至 {whole}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/dispatch.py"/>
        <source>Describe a clip</source>
        <translation>描述一个片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/dispatch.py"/>
        <location filename="../../../lance_studio/ui/canvas/empty.py"/>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>Describe a picture</source>
        <translation>描述一张图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/dispatch.py"/>
        <source>Describe how it moves</source>
        <translation>描述画面如何运动</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/dispatch.py"/>
        <source>Describe a change</source>
        <translation>描述要做的改动</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/dispatch.py"/>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/dispatch.py"/>
        <source>Animate</source>
        <translation>让静图动起来</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/dispatch.py"/>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/dropping.py"/>
        <source>Drop to open it here</source>
        <translation>松开即可在此打开</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/dropping.py"/>
        <source>Dropped picture</source>
        <translation>拖入的图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/empty.py"/>
        <source>Describe a picture below, or drop one here to change it.</source>
        <translation>请在下方描述一张图片，或将图片拖到这里进行修改。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/empty.py"/>
        <source>Or begin with one of these</source>
        <translation>或从以下示例开始</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_chip.py"/>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Use the mask of the turn before</source>
        <translation>使用上一轮的蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_chip.py"/>
        <source>Only inside the mask</source>
        <translation>仅限蒙版内</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_chip.py"/>
        <source>Only inside the mask · {percent} %</source>
        <translation>仅限蒙版内 · {percent} %</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_keeper.py"/>
        <source>Draw mask</source>
        <translation>绘制蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_keeper.py"/>
        <source>Invert mask</source>
        <translation>反转蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_keeper.py"/>
        <source>Nothing was found there, so the mask is as it was.</source>
        <translation>该处未找到任何内容，蒙版保持不变。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_keeper.py"/>
        <source>Use mask of the turn before</source>
        <translation>使用上一轮的蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_keeper.py"/>
        <source>of “{name}”</source>
        <translation>来自“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_keeper.py"/>
        <source>scaled from {width} × {height}</source>
        <translation>由 {width} × {height} 缩放</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_keeper.py"/>
        <source>Use saved mask</source>
        <translation>使用已保存的蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_keeper.py"/>
        <source>Scaling the mask…</source>
        <translation>正在缩放蒙版…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_keeper.py"/>
        <source>“{name}” was scaled from {width} × {height} pixels.</source>
        <translation>“{name}”已由 {width} × {height} 像素缩放而来。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_keeper.py"/>
        <source>The mask could not be written.</source>
        <translation>无法写入蒙版。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_keeper.py"/>
        <source>Draw it again.</source>
        <translation>请重新绘制。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>How much the colours may differ</source>
        <translation>允许的颜色差异</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Grow</source>
        <translation>扩展</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Grow or shrink the mask, in pixels</source>
        <translation>扩展或收缩蒙版（像素）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Feather</source>
        <translation>羽化</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Soft edge inside the mask, in pixels</source>
        <translation>蒙版内侧的柔化边缘（像素）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Masks</source>
        <translation>蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Edge…</source>
        <translation>边缘…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Edge of the mask, and how much colours may differ</source>
        <translation>蒙版边缘，以及允许的颜色差异</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Edge of the mask</source>
        <translation>蒙版边缘</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>{size} px</source>
        <translation>{size} 像素</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Save mask as…</source>
        <translation>蒙版另存为…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>From transparency</source>
        <translation>由透明度创建</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>{name} ({note})</source>
        <translation>{name}（{note}）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Remove “{name}”</source>
        <translation>移除“{name}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Save mask</source>
        <translation>保存蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Mask</source>
        <translation>蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_row.py"/>
        <source>{size:+} px</source>
        <translation>{size:+} 像素</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_work.py"/>
        <source>A mask of the project is damaged.</source>
        <translation>项目中的一个蒙版已损坏。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_work.py"/>
        <source>Clear it and draw it again.</source>
        <translation>请将其清除后重新绘制。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_work.py"/>
        <source>&apos;{name}&apos; has no transparent parts.</source>
        <translation>“{name}”没有透明部分。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/mask_work.py"/>
        <source>Use another tool to select something.</source>
        <translation>请改用其他工具进行选择。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/presenter.py"/>
        <source>Use mask of the recipe</source>
        <translation>使用配方的蒙版</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>Generate (Enter)</source>
        <translation>生成（Enter）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>Make a picture</source>
        <translation>生成图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>Make a clip</source>
        <translation>生成片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>Draw another seed each time</source>
        <translation>每次随机取种子</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>Keep the seed</source>
        <translation>固定种子</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>What the instruction does</source>
        <translation>指令的作用</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>New picture</source>
        <translation>新建图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>What it makes</source>
        <translation>生成类型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>Results of one instruction</source>
        <translation>每条指令的结果数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>Any seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/prompt_bar.py"/>
        <source>Seed: the same one with the same prompt makes the same picture</source>
        <translation>种子：相同的种子和提示词会生成相同的图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/queries.py"/>
        <source>Made {took}</source>
        <translation>已生成 {took}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/queries.py"/>
        <source>Seed {seed} · {long}</source>
        <translation>种子 {seed} · {long}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/queries.py"/>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/sound_page.py"/>
        <source>Sound</source>
        <translation>音频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/source_strip.py"/>
        <source>Position in the clip</source>
        <translation>片段中的位置</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/source_strip.py"/>
        <source>Time in the clip</source>
        <translation>片段中的时间</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/source_strip.py"/>
        <source>Sound track</source>
        <translation>音轨</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/source_strip.py"/>
        <source>In</source>
        <translation>入点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/source_strip.py"/>
        <source>Out</source>
        <translation>出点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/source_strip.py"/>
        <source>Insert</source>
        <translation>插入</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/source_strip.py"/>
        <source>Overwrite</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/source_strip.py"/>
        <source>Append</source>
        <translation>追加</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/source_strip.py"/>
        <source>Sound track: {track}</source>
        <translation>音轨：{track}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/source_strip.py"/>
        <source>{shown} of {wanted} fps</source>
        <translation>{shown} / {wanted} fps</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/source_strip.py"/>
        <source>{seconds:.2f} s</source>
        <translation>{seconds:.2f} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/surface.py"/>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>Discard (Delete)</source>
        <translation>舍弃（Delete）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>New: {words}</source>
        <translation>新结果：{words}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>{words}
Ctrl or Shift and a click choose several to compare</source>
        <translation>{words}
按住 Ctrl 或 Shift 并单击可选择多个进行对比</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>New results and jobs</source>
        <translation>新结果和任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>Tray</source>
        <translation>结果栏</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>+ {count} waiting</source>
        <translation>另有 {count} 个等待中</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>Compare {count}</source>
        <translation>对比 {count} 个</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>“{turn}” is not done. The next instruction works on its result; click to change that.</source>
        <translation>“{turn}”尚未完成。下一条指令将作用于它的结果；单击可更改。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>“{turn}” is not done. The next instruction works on what is shown; click to change that.</source>
        <translation>“{turn}”尚未完成。下一条指令将作用于当前显示的内容；单击可更改。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>After “{turn}”</source>
        <translation>承接“{turn}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray.py"/>
        <source>From this picture</source>
        <translation>从此图片开始</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray_job.py"/>
        <source>Take it out of sight</source>
        <translation>不再显示</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray_job.py"/>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray_job.py"/>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray_job.py"/>
        <source>after “{turn}”</source>
        <translation>承接“{turn}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray_job.py"/>
        <source>After the previous; click for: from the picture itself</source>
        <translation>承接前一条；单击改为从图片本身开始</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray_job.py"/>
        <source>From the picture itself; click for: after the previous</source>
        <translation>从图片本身开始；单击改为承接前一条</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray_job.py"/>
        <source>After the previous</source>
        <translation>接在上一个任务之后</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray_presenter.py"/>
        <source>Discard result</source>
        <translation>舍弃结果</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray_presenter.py"/>
        <source>Discard results</source>
        <translation>舍弃多个结果</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray_presenter.py"/>
        <source>variant {number}</source>
        <translation>变体 {number}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/tray_presenter.py"/>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/turns.py"/>
        <source>Turns</source>
        <translation>轮次</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/turns.py"/>
        <source>{name}: {words}</source>
        <translation>{name}：{words}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/turns.py"/>
        <source>{words}
Made from this picture</source>
        <translation>{words}
由此图片生成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/unchanged.py"/>
        <source>Nothing changed: the result looks like its source.</source>
        <translation>没有改动：结果与来源看起来相同。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/unchanged.py"/>
        <source>Try another seed</source>
        <translation>换一个种子</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>Brush size ({} and {})</source>
        <translation>画笔大小（{} 和 {}）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>Swap sides</source>
        <translation>交换两侧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>{count} compared</source>
        <translation>正在对比 {count} 个</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>Select by colour</source>
        <translation>按颜色选择</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>Selecting by colour…</source>
        <translation>正在按颜色选择…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>Select object</source>
        <translation>选择对象</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>Looking for the object…</source>
        <translation>正在查找对象…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>Select by transparency</source>
        <translation>按透明度选择</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>Selecting by transparency…</source>
        <translation>正在按透明度选择…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/canvas/view.py"/>
        <source>{width} × {height} · {count} frames</source>
        <translation>{width} × {height} · {count} 帧</translation>
    </message>
</context>
</TS>
