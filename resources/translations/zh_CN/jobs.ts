<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>jobs</name>
    <message>
        <location filename="../../../lance_studio/jobs/active.py"/>
        <source>Job</source>
        <translation>任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/active.py"/>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/active.py"/>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/active.py"/>
        <source>{name} on {device}</source>
        <translation>{name}（设备：{device}）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/active.py"/>
        <source>Ran for</source>
        <translation>已运行</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/active.py"/>
        <source>{seconds:.1f} s, {state}</source>
        <translation>{seconds:.1f} 秒，{state}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/active.py"/>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/active.py"/>
        <source>{used:.1f} of {total:.1f} GB at the last step, {peak:.1f} GB at most</source>
        <translation>最后一步 {used:.1f} / {total:.1f} GB，峰值 {peak:.1f} GB</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Starting the engine</source>
        <translation>正在启动引擎</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Reading the inputs</source>
        <translation>正在读取输入</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Preparing</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Answering</source>
        <translation>正在回答</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Writing the result</source>
        <translation>正在写入结果</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>{phrase} · {duration} left</source>
        <translation>{phrase} · 剩余 {duration}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Waiting, {ahead} before it</source>
        <translation>等待中，前面还有 {ahead} 个</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Step {step} of {total}</source>
        <translation>第 {step} / {total} 步</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Cancelling</source>
        <translation>正在取消</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>The engine does not answer: no sign of life for {duration}</source>
        <translation>引擎无响应：已有 {duration}没有任何动静</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>The engine does not answer: no progress for {duration}</source>
        <translation>引擎无响应：已有 {duration}没有进展</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>The engine does not answer: no progress for {duration}, where {usual} are usual</source>
        <translation>引擎无响应：已有 {duration}没有进展，通常只需 {usual}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>{minutes} min {seconds:02} s</source>
        <translation>{minutes} 分 {seconds:02} 秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/describe_state.py"/>
        <source>{hours} h {minutes:02} min</source>
        <translation>{hours} 小时 {minutes:02} 分</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/queue.py"/>
        <source>Queue interrupted job again</source>
        <translation>中断的任务重新排队</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/queue.py"/>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>jobs#kept</name>
    <message>
        <location filename="../../../lance_studio/jobs/endings.py"/>
        <source>Cancel {n} jobs</source>
        <translation>取消 {n} 个任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/jobs/queue.py"/>
        <source>Try {n} jobs again</source>
        <translation>重试 {n} 个任务</translation>
    </message>
</context>
</TS>
