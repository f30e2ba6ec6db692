<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>workflows</name>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/describe.py"/>
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
        <source>{verb} &quot;{words}&quot;</source>
        <translation>{verb}“{words}”</translation>
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
        <location filename="../../../lance_studio/workflows/planned.py"/>
        <source>Send message</source>
        <translation>发送消息</translation>
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
        <source>took {duration} instead of {promised}</source>
        <translation>用时 {duration}，预计为 {promised}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/promise_words.py"/>
        <source>{memory} instead of {promised}</source>
        <translation>占用 {memory}，预计为 {promised}</translation>
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
        <source>about {amount}</source>
        <translation>约 {amount}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/sample.py"/>
        <source>Add samples</source>
        <translation>添加示例</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/workflows/studio.py"/>
        <source>Add clip above</source>
        <translation>在上方添加片段</translation>
    </message>
</context>
</TS>
