<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.queue</name>
    <message>
        <location filename="../../../lance_studio/ui/queue/job_list.py"/>
        <source>Show older jobs</source>
        <translation>显示更早的任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/listing.py"/>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/listing.py"/>
        <source>{ahead} ahead</source>
        <translation>前面还有 {ahead} 个</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/listing.py"/>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/listing.py"/>
        <source>Does not answer</source>
        <translation>无响应</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/listing.py"/>
        <source>Stops after this step</source>
        <translation>完成当前步后停止</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/listing.py"/>
        <source>Took {duration}</source>
        <translation>用时 {duration}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/listing.py"/>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/presenter.py"/>
        <source>{count} jobs were queued again.</source>
        <translation>{count} 个任务已重新排队。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/presenter.py"/>
        <source>{count} jobs were cancelled.</source>
        <translation>{count} 个任务已取消。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/presenter.py"/>
        <source>Clear finished jobs</source>
        <translation>清除已完成的任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/presenter.py"/>
        <source>Remove job</source>
        <translation>移除任务</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/rows.py"/>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/rows.py"/>
        <source>Wait</source>
        <translation>继续等待</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/rows.py"/>
        <source>Restart engine</source>
        <translation>重启引擎</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/rows.py"/>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/rows.py"/>
        <source>Open the result</source>
        <translation>打开结果</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/rows.py"/>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/rows.py"/>
        <source>after “{after}”</source>
        <translation>在“{after}”之后</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/rows.py"/>
        <source>{title}: {state}. {rest}</source>
        <translation>{title}：{state}。{rest}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/rows.py"/>
        <source>After the previous</source>
        <translation>接在上一个任务之后</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/rows.py"/>
        <source>From the picture itself</source>
        <translation>从图片本身开始</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>Clear finished</source>
        <translation>清除已完成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>What you ask the model for waits here for its turn and shows its progress.</source>
        <translation>提交给模型的任务在这里排队，并显示进度。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>{count} to do</source>
        <translation>{count} 个待办</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>Cancel all {n} waiting jobs</source>
        <translation>
            <numerusform>取消所有 {n} 个等待的任务</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>Cancel {n} selected jobs</source>
        <translation>
            <numerusform>取消所选的 {n} 个任务</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>Try all {n} failed jobs again</source>
        <translation>
            <numerusform>重试所有 {n} 个失败的任务</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>Queue ({count})</source>
        <translation>队列 ({count})</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/queue/view.py"/>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
</context>
<context>
    <name>ui.queue#kept</name>
    <message>
        <location filename="../../../lance_studio/ui/queue/presenter.py"/>
        <source>Remove {n} jobs</source>
        <translation>移除 {n} 个任务</translation>
    </message>
</context>
</TS>
