<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>requests</name>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>question</source>
        <translation>问题</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>system prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>The {name} is empty.</source>
        <translation>{name}为空。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>Write a {name}.</source>
        <translation>请填写{name}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>The {name} has {count} characters.</source>
        <translation>{name}有 {count} 个字符。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>Shorten it to {most} or fewer.</source>
        <translation>请缩短到 {most} 个以内。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>The {name} holds bytes that are not text.</source>
        <translation>{name}含有非文本字节。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source>Write it in UTF-8.</source>
        <translation>请使用 UTF-8 编码。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>{width}×{height} is more than the model can place.</source>
        <translation>{width}×{height} 超出了模型的能力。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>Choose a size of at most {most} pixels in all, for example 1024×1024.</source>
        <translation>请选择总像素不超过 {most} 的尺寸，例如 1024×1024。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>The clip is too long for its shape.</source>
        <translation>片段在此尺寸下过长。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>Choose fewer frames or a smaller size.</source>
        <translation>请减少帧数或选择较小的尺寸。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source>The number of kept latent frames is {count}.</source>
        <translation>保留的潜变量帧数为 {count}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source>Choose a whole number from 1 to {most}, or more frames.</source>
        <translation>请选择 1 到 {most} 的整数，或增加帧数。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>The size preset is {preset}.</source>
        <translation>尺寸预设为 {preset}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/checks.py"/>
        <source>Choose one of {names}.</source>
        <translation>请从 {names} 中选择。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>{count} inputs</source>
        <translation>{count} 个输入</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>{count} pictures</source>
        <translation>{count} 张图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>source picture</source>
        <translation>源图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>{count} source pictures</source>
        <translation>{count} 张源图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>source clip</source>
        <translation>源片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>{count} source clips</source>
        <translation>{count} 个源片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>{count} clips</source>
        <translation>{count} 个片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>reference picture</source>
        <translation>参考图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>{count} reference pictures</source>
        <translation>{count} 张参考图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>{name} {number}</source>
        <translation>{name} {number}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>{least} to {most}</source>
        <translation>{least} 到 {most}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>The task {task} was given {words}.</source>
        <translation>任务 {task} 收到了 {words}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>Give {allowed}.</source>
        <translation>请提供 {allowed} 个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>The {name} is not 8-bit RGB frames.</source>
        <translation>{name}不是 8 位 RGB 帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>Load it with lance_studio.media.</source>
        <translation>请用 lance_studio.media 加载。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>The {name} is a clip of {count} frames.</source>
        <translation>{name}是有 {count} 帧的片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>Give a single picture.</source>
        <translation>请提供单张图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>The {name} has {count} frames.</source>
        <translation>{name}有 {count} 帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>Give 1 to {most}.</source>
        <translation>请提供 1 到 {most} 帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>The {name}</source>
        <translation>{name}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>{name} is {width}×{height} pixels.</source>
        <translation>{name}为 {width}×{height} 像素。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>Use one with sides from {least} to {most} pixels.</source>
        <translation>请使用边长为 {least} 到 {most} 像素的内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>{name} is {width}×{height} pixels, a strip of which the model would see little.</source>
        <translation>{name}为 {width}×{height} 像素，形状过于狭长，模型几乎看不清。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>Crop it to at most {most} times as long as wide.</source>
        <translation>请裁剪到长边不超过短边的 {most} 倍。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>The mask does not have the source&apos;s size.</source>
        <translation>蒙版与来源的尺寸不同。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>Draw it on the source.</source>
        <translation>请在来源上绘制。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>The mask lets nothing change.</source>
        <translation>蒙版不允许任何改变。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>Mark what may change, or leave it out.</source>
        <translation>请标出可以改变的部分，或不使用蒙版。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>A kept latent is not one of this model.</source>
        <translation>保留的潜变量不属于此模型。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>Leave it out.</source>
        <translation>请不要使用它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>A kept latent holds values that are not numbers.</source>
        <translation>保留的潜变量中含有非数值。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>The clip has {frames} frames, {needed} are needed to keep {kept} latent frames.</source>
        <translation>片段有 {frames} 帧，保留 {kept} 个潜变量帧需要 {needed} 帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/inputs.py"/>
        <source>Use a longer clip or keep fewer.</source>
        <translation>请使用更长的片段，或减少保留的帧数。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/lengths.py"/>
        <source>one frame more than a multiple of 4</source>
        <translation>4 的倍数加 1 帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/lengths.py"/>
        <source>a multiple of 4 frames</source>
        <translation>4 的倍数帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/lengths.py"/>
        <source>{seconds:g} s ({count} frames)</source>
        <translation>{seconds:g} 秒（{count} 帧）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/lengths.py"/>
        <source>{count} frames</source>
        <translation>{count} 帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/lengths.py"/>
        <source>{seconds:.2f} s at {rate} frames a second</source>
        <translation>{seconds:.2f} 秒，每秒 {rate} 帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/lengths.py"/>
        <source>{asked} became {frames} frames, {lasts}: the model makes {form}.</source>
        <translation>{asked}已调整为 {frames} 帧（{lasts}），因为模型只生成 {form}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/promise.py"/>
        <source>the source</source>
        <translation>来源</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/promise.py"/>
        <source>{asked} became {size}: the model draws in multiples of {step} pixels.</source>
        <translation>{asked} 已调整为 {size}，因为模型以 {step} 像素的倍数绘制。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/promise.py"/>
        <source>wide</source>
        <translation>宽</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/promise.py"/>
        <source>the right edge with the next row</source>
        <translation>右边缘与下一行</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/promise.py"/>
        <source>high</source>
        <translation>高</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/promise.py"/>
        <source>the lower part with a later moment</source>
        <translation>下部与之后的时刻</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/promise.py"/>
        <source>The result is {size} pixels {direction}; beyond {most} the model confuses {mistake}.</source>
        <translation>结果{direction} {size} 像素；超过 {most} 时，模型会混淆{mistake}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/promise.py"/>
        <source>left and right</source>
        <translation>左右两侧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/promise.py"/>
        <source>top and bottom</source>
        <translation>上下两侧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/promise.py"/>
        <source>Of {name} ({size}) the middle {part} is used; {share} % is cut off at the {where}.</source>
        <translation>{name}（{size}）仅使用中间的 {part}，{where}裁掉 {share} %。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/promise.py"/>
        <source>Of the {frames} frames of {name} the first {count} are used: the model takes one frame more than a multiple of 4.</source>
        <translation>{name}共 {frames} 帧，使用前 {count} 帧，因为模型只接受 4 的倍数加 1 帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/ranges.py"/>
        <source>{start} to {end}</source>
        <translation>{start} 至 {end}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/ranges.py"/>
        <source>{title} is {shown}.</source>
        <translation>{title}为 {shown}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/ranges.py"/>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>Choose {allowed}.</source>
        <translation>请选择{allowed}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/ranges.py"/>
        <source>one of {names}</source>
        <translation>{names} 之一</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/ranges.py"/>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/ranges.py"/>
        <source>a number</source>
        <translation>数值</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/ranges.py"/>
        <source>{number} above {gt:g}, at most {le:g}{unit}</source>
        <translation>大于 {gt:g} 且不超过 {le:g}{unit}的{number}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/ranges.py"/>
        <source>{number} from {least} to {most}{unit}</source>
        <translation>{least} 到 {most}{unit}的{number}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The number of steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The timestep shift</source>
        <translation>时间步偏移</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The guidance scale</source>
        <translation>引导强度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>two increasing numbers from 0 to 1</source>
        <translation>两个介于 0 和 1 之间的递增数值</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The guidance interval</source>
        <translation>引导区间</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The renormalisation</source>
        <translation>重归一化</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The least renormalisation factor</source>
        <translation>最小重归一化系数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The noise source</source>
        <translation>噪声来源</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The longest answer</source>
        <translation>最长回答</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source> tokens</source>
        <translation> 个词元</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The shortest answer</source>
        <translation>最短回答</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The guidance interval is {low} to {high}.</source>
        <translation>引导区间为 {low} 到 {high}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>The shortest answer is {count}.</source>
        <translation>最短回答为 {count}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/sampling.py"/>
        <source>Choose a whole number from 0 to {most} tokens.</source>
        <translation>请选择 0 到 {most} 个词元的整数。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source> pixels</source>
        <translation> 像素</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source>The width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source>The height</source>
        <translation>高度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source>The number of frames</source>
        <translation>帧数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source>The number of kept latent frames</source>
        <translation>保留的潜变量帧数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source>The width of the soft edge</source>
        <translation>柔和边缘的宽度</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source>The request holds bytes that are not text.</source>
        <translation>请求含有非文本字节。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source>The stored request cannot be read: {error}.</source>
        <translation>无法读取保存的请求：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/requests/tasks.py"/>
        <source>Create it again, or use the version that wrote it.</source>
        <translation>请重新创建，或使用写入它的版本。</translation>
    </message>
</context>
</TS>
