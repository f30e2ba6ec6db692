<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>backends</name>
    <message>
        <location filename="../../../lance_studio/backends/backend.py"/>
        <source>Ask for something else, or choose another engine.</source>
        <translation>请换一种操作，或选择其他引擎。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/failures.py"/>
        <source>Choose a smaller size or fewer frames, or close other programs.</source>
        <translation>请选择较小的尺寸或较少的帧，或关闭其他程序。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/failures.py"/>
        <source>The studio failed in a way that was not foreseen: {name}: {error}.</source>
        <translation>程序出现了未预料的错误：{name}：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/failures.py"/>
        <source>Please report it with the log.</source>
        <translation>请连同日志一起报告此问题。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/failures.py"/>
        <source>The computer&apos;s memory is full.</source>
        <translation>计算机内存已满。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/in_process.py"/>
        <source>its memory was freed</source>
        <translation>已释放其内存</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/in_process.py"/>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>The engine was ended in the middle of this job.</source>
        <translation>引擎在执行此任务时被终止。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/arrays.py"/>
        <source>Frames of the engine&apos;s process did not arrive: {error}.</source>
        <translation>未收到引擎进程的帧：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/arrays.py"/>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>Try again.</source>
        <translation>请重试。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/arrays.py"/>
        <source>Frames and messages of the engine&apos;s process do not fit each other.</source>
        <translation>引擎进程的帧与消息不匹配。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/arrays.py"/>
        <source>The engine&apos;s process sent too few bytes for its frames.</source>
        <translation>引擎进程发送的帧数据不足。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>The engine&apos;s process does not answer.</source>
        <translation>引擎进程无响应。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>The engine&apos;s process speaks version {theirs} of the protocol, the studio version {ours}.</source>
        <translation>引擎进程使用协议版本 {theirs}，程序使用版本 {ours}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <location filename="../../../lance_studio/backends/process/link.py"/>
        <location filename="../../../lance_studio/backends/process/wire.py"/>
        <source>Install the studio again; its parts are of different versions.</source>
        <translation>请重新安装程序，其各部分的版本不一致。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>{seconds:.1f} s after its start</source>
        <translation>启动 {seconds:.1f} 秒后</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>process {pid}, {status}, {lived}</source>
        <translation>进程 {pid}，{status}，{lived}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>The engine&apos;s last lines:
{log}</source>
        <translation>引擎最后的输出：
{log}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>The engine wrote nothing to its log.</source>
        <translation>引擎没有写入日志。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>The engine&apos;s process could not start: {status}.</source>
        <translation>引擎进程无法启动：{status}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>The log says why.</source>
        <translation>原因见日志。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>The system ended the engine&apos;s process because memory ran out.

{log}</source>
        <translation>系统因内存耗尽而终止了引擎进程。

{log}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>The engine&apos;s process stopped in the middle of this job: {status}.</source>
        <translation>引擎进程在执行此任务时停止：{status}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/client.py"/>
        <source>Run the job again; if memory ran out, choose a smaller size or fewer frames.</source>
        <translation>请重新运行任务；如果内存不足，请选择较小的尺寸或较少的帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/link.py"/>
        <source>The studio speaks version {theirs} of the protocol, its engine&apos;s process version {ours}.</source>
        <translation>程序使用协议版本 {theirs}，引擎进程使用版本 {ours}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/process.py"/>
        <source>The engine&apos;s process cannot be started: {error}.</source>
        <translation>无法启动引擎进程：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/process.py"/>
        <source>Install the studio again.</source>
        <translation>请重新安装程序。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/process.py"/>
        <source>it ended with status {code}</source>
        <translation>以状态 {code} 结束</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/process.py"/>
        <source>signal {number}</source>
        <translation>信号 {number}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/process.py"/>
        <source>it was ended by {name}, as the system does when memory runs out</source>
        <translation>被 {name} 终止，通常是系统在内存耗尽时所为</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/process.py"/>
        <source>it was ended by {name}</source>
        <translation>被 {name} 终止</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/wire.py"/>
        <source>a message of impossible length</source>
        <translation>消息长度不合理</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/process/wire.py"/>
        <source>The studio and the engine&apos;s process do not understand each other: {what}.</source>
        <translation>程序与引擎进程无法通信：{what}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/runner.py"/>
        <source>&apos;{root}&apos; holds no {checkpoint}.</source>
        <translation>“{root}”中没有 {checkpoint}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/runner.py"/>
        <source>Choose the other checkpoint, or copy that folder to it.</source>
        <translation>请选择另一个检查点，或将该文件夹复制进去。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/runner.py"/>
        <source>&apos;{root}&apos; holds no {usual}; {other} is used, which knows this task less well.</source>
        <translation>“{root}”中没有 {usual}，因此使用 {other}，它不太擅长此类任务。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/sendable.py"/>
        <source>The request cannot be given to the engine: {error}.</source>
        <translation>无法将请求交给引擎：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/sendable.py"/>
        <source>Ask for it again.</source>
        <translation>请重新提交。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/sendable.py"/>
        <source>The {name} has a broken character in it, shown here as an escape: &apos;{place}&apos;.</source>
        <translation>{name} 中有损坏的字符，此处以转义形式显示：“{place}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/backends/sendable.py"/>
        <source>Enter the {name} again without it.</source>
        <translation>请去掉该字符，重新输入 {name}。</translation>
    </message>
</context>
</TS>
