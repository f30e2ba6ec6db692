<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>engine</name>
    <message>
        <location filename="../../../lance_studio/engine/answer.py"/>
        <source>The model gave probabilities that are not numbers.</source>
        <translation>模型给出了非数值的概率。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/answer.py"/>
        <source>The checkpoint may be damaged.</source>
        <translation>检查点可能已损坏。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/checkpoint.py"/>
        <source>The tokenizer in {folder} needs room for {needed} tokens, the model has {vocab_size}.</source>
        <translation>{folder} 中的分词器需要容纳 {needed} 个词元，而模型只有 {vocab_size} 个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/checkpoint.py"/>
        <source>Copy the tokenizer that belongs to this checkpoint.</source>
        <translation>请复制属于此检查点的分词器。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/checkpoint.py"/>
        <source>{config_file}: out_hidden_size is {out_hidden_size}, the language model&apos;s width is {width}.</source>
        <translation>{config_file}：out_hidden_size 为 {out_hidden_size}，而语言模型的宽度为 {width}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/checkpoint.py"/>
        <source>Copy the vision tower that belongs to this checkpoint.</source>
        <translation>请复制属于此检查点的视觉编码器。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/checkpoint.py"/>
        <source>{path} is not the Wan 2.2 VAE: {reason}.</source>
        <translation>{path} 不是 Wan 2.2 VAE：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/checkpoint.py"/>
        <source>Copy the VAE that belongs to this model.</source>
        <translation>请复制属于此模型的 VAE。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/config.py"/>
        <source>a divisor of hidden_size and a multiple of num_key_value_heads</source>
        <translation>hidden_size 的约数，且为 num_key_value_heads 的倍数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/config.py"/>
        <source>three numbers whose sum is half of the head size {head_dim}</source>
        <translation>三个数，其和为头维度 {head_dim} 的一半</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/config.py"/>
        <source>a divisor of hidden_size with a head size that is a multiple of 4</source>
        <translation>hidden_size 的约数，且头维度为 4 的倍数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/config.py"/>
        <source>a multiple of patch_size · spatial_merge_size</source>
        <translation>patch_size · spatial_merge_size 的倍数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/denoise.py"/>
        <source>The model gave values that are not numbers in step {step}.</source>
        <translation>模型在第 {step} 步给出了非数值的结果。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/denoise.py"/>
        <source>The checkpoint may be damaged, or the guidance scale too high.</source>
        <translation>检查点可能已损坏，或引导强度过高。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/devices.py"/>
        <source>There is no device called {name}.</source>
        <translation>没有名为 {name} 的设备。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/devices.py"/>
        <source>Use auto, cpu, cuda or cuda:0.</source>
        <translation>请使用 auto、cpu、cuda 或 cuda:0。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/devices.py"/>
        <source>Lance Studio does not run on {name}.</source>
        <translation>Lance Studio 无法在 {name} 上运行。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/devices.py"/>
        <source>No usable NVIDIA GPU was found.</source>
        <translation>没有找到可用的 NVIDIA GPU。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/devices.py"/>
        <source>Check the driver, or choose the device cpu.</source>
        <translation>请检查驱动程序，或选择设备 cpu。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/devices.py"/>
        <source>There is no {name}.</source>
        <translation>没有 {name}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/devices.py"/>
        <source>This machine has {count} GPU(s).</source>
        <translation>本机有 {count} 个 GPU。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/devices.py"/>
        <source>The GPU&apos;s memory is full ({total:.0f} GB, {free:.1f} GB free).</source>
        <translation>显存已满（共 {total:.0f} GB，剩余 {free:.1f} GB）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/devices.py"/>
        <source>Choose a smaller size or fewer frames, or close other programs that use the GPU.</source>
        <translation>请选择更小的尺寸或更少的帧数，或关闭其他使用 GPU 的程序。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/devices.py"/>
        <source>The computer&apos;s memory is full.</source>
        <translation>计算机内存已满。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/devices.py"/>
        <source>Choose a smaller size or fewer frames, or close other programs.</source>
        <translation>请选择较小的尺寸或较少的帧，或关闭其他程序。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/plan.py"/>
        <source>The kept latent has {kept} cells, the source has {wanted} at this size.</source>
        <translation>保留的潜变量有 {kept} 个单元，而来源在此尺寸下有 {wanted} 个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/plan.py"/>
        <source>Use the preset that the source was made with, or leave the latent out.</source>
        <translation>请使用生成来源时的预设，或不使用潜变量。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/shards.py"/>
        <source>Download all files of the checkpoint into one folder.</source>
        <translation>请将检查点的所有文件下载到同一个文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/shards.py"/>
        <source>{name} names it.</source>
        <translation>{name} 中列出了它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/shards.py"/>
        <source>{file} lacks {tensor}, which {name} places there.</source>
        <translation>{file} 缺少 {tensor}，而 {name} 注明它在其中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/shards.py"/>
        <source>{path} names no tensors.</source>
        <translation>{path} 没有列出任何张量。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/shards.py"/>
        <source>{path} places {tensor} in {file}.</source>
        <translation>{path} 注明 {tensor} 在 {file} 中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/summary.py"/>
        <source>{named} holds nothing of a Lance model.</source>
        <translation>{named} 中没有 Lance 模型的任何部分。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/summary.py"/>
        <source>{path} cannot be read: {error}.</source>
        <translation>无法读取 {path}：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/summary.py"/>
        <source>Check the disk that it lies on.</source>
        <translation>请检查它所在的磁盘。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/tokenizer.py"/>
        <source>Copy the checkpoint folder again.</source>
        <translation>请重新复制检查点文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/tokenizer.py"/>
        <source>{folder} has no tokenizer: tokenizer.json, or vocab.json and merges.txt, are missing.</source>
        <translation>{folder} 中没有分词器：缺少 tokenizer.json，或 vocab.json 和 merges.txt。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/tokenizer.py"/>
        <source>Copy the complete checkpoint folder.</source>
        <translation>请复制完整的检查点文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/tokenizer.py"/>
        <source>the tokenizer in {folder}</source>
        <translation>{folder} 中的分词器</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/tokenizer.py"/>
        <source>The tokenizer files in {folder} cannot be read: {reason}.</source>
        <translation>无法读取 {folder} 中的分词器文件：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/tokenizer.py"/>
        <source>{file} is cut short: it does not lead to {count} tokens of vocab.json, for example {example}.</source>
        <translation>{file} 不完整：无法由它得到 vocab.json 中的 {count} 个词元，例如 {example}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/tokenizer.py"/>
        <source>The tokenizer in {folder} lacks the token {token}.</source>
        <translation>{folder} 中的分词器缺少词元 {token}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/tokenizer.py"/>
        <source>This is not Lance&apos;s tokenizer.</source>
        <translation>这不是 Lance 的分词器。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/tokenizer.py"/>
        <source>The {name} contains the model&apos;s control mark {mark}.</source>
        <translation>{name}中含有模型的控制标记 {mark}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/tokenizer.py"/>
        <source>Remove it or write it differently.</source>
        <translation>请将它移除，或换一种写法。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>Copy or download the file again.</source>
        <translation>请重新复制或下载该文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>{path} is damaged, cut short, or not a checkpoint: {detail}.</source>
        <translation>{path} 已损坏、不完整，或不是检查点：{detail}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>{path}: tensor {tensor} has the format {stored}.</source>
        <translation>{path}：张量 {tensor} 的格式为 {stored}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>Use bfloat16 or float32.</source>
        <translation>请使用 bfloat16 或 float32。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>The header of {path}</source>
        <translation>{path} 的文件头</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>{path} holds packed parts, which weights do not have.</source>
        <translation>{path} 含有压缩的部分，而权重中不会有。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>The list of tensors in {path}</source>
        <translation>{path} 中的张量列表</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>{path} is not a plain dictionary of tensors.</source>
        <translation>{path} 不是普通的张量字典。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>Use the official Wan2.2_VAE.pth.</source>
        <translation>请使用官方的 Wan2.2_VAE.pth。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>{path}: tensor {tensor} has a format that weights do not have.</source>
        <translation>{path}：张量 {tensor} 的格式不是权重应有的格式。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>{name} is {found} instead of {wanted}</source>
        <translation>{name} 为 {found}，应为 {wanted}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>{count} missing tensors: {names}</source>
        <translation>缺少 {count} 个张量：{names}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>{count} unexpected tensors: {names}</source>
        <translation>多出 {count} 个张量：{names}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>{count} tensors of a wrong shape: {names}</source>
        <translation>{count} 个张量的形状不符：{names}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>{path} does not fit the model. {problems}.</source>
        <translation>{path} 与模型不匹配。{problems}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>Check that the file and its configuration belong to the same checkpoint.</source>
        <translation>请检查该文件与其配置是否属于同一个检查点。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/engine/weights.py"/>
        <source>{path} is damaged: {name} holds values that are not numbers.</source>
        <translation>{path} 已损坏：{name} 中含有非数值。</translation>
    </message>
</context>
</TS>
