"""The parameters of convolutions in libraries and courses: none of them is unknown."""

from __future__ import annotations

import pytest

from gradgrid.app.wire.requests import Conv2dRequest
from gradgrid.app.wire.spelling import sentence

# As each library spells the parameters of its convolution, its module and their backward passes.
SIGNATURES = {
    "PyTorch": "input weight bias stride padding dilation groups padding_mode transposed "
    "output_padding in_channels out_channels kernel_size device dtype grad_output "
    "bias_sizes output_mask benchmark deterministic cudnn_enabled allow_tf32 "
    "input_size weight_size output_size requires_grad grad_input grad_weight "
    "grad_bias ceil_mode memory_format",
    "cuDNN": "handle alpha xDesc x wDesc w convDesc algo workSpace workSpaceSizeInBytes beta "
    "yDesc y dyDesc dy dwDesc dw dxDesc dx dbDesc db pad_h pad_w u v dilation_h "
    "dilation_w mode computeType arrayLength padA filterStrideA dilationA groupCount "
    "mathType reorderType image loss filter response pre_padding post_padding stride "
    "dilation convolution_mode compute_data_type name",
    "MIOpen": "c_mode pad_h pad_w stride_h stride_w dilation_h dilation_w spatialDim adj_h "
    "adj_w padA strideA groupCount exhaustiveSearch requestAlgoCount workspace "
    "transOutputPad mode",
    "oneDNN": "src weights bias dst diff_src diff_weights diff_bias diff_dst strides dilates "
    "padding_l padding_r alg_kind aprop_kind prop_kind scratchpad engine stream "
    "attr src_desc weights_desc weights_format data_format pads_begin pads_end "
    "auto_pad groups dilations src_shape weights_shape dst_shape eltwise",
    "TensorRT": "input nbOutputMaps num_output_maps kernelSize kernel_shape kernelWeights "
    "biasWeights kernel bias stride padding prePadding pre_padding postPadding "
    "post_padding paddingMode padding_mode nbGroups num_groups dilation "
    "kernelSizeNd kernel_size_nd strideNd stride_nd paddingNd padding_nd "
    "dilationNd dilation_nd",
    "MXNet": "data weight bias kernel stride dilate pad num_filter num_group workspace "
    "no_bias cudnn_tune cudnn_off layout adj target_shape channels kernel_size "
    "strides padding dilation groups in_channels activation use_bias "
    "weight_initializer bias_initializer prefix params out out_grad req req_type",
    "PaddlePaddle": "x weight bias stride padding dilation groups data_format name "
    "num_filters filter_size param_attr bias_attr weight_attr use_cudnn act "
    "in_channels out_channels kernel_size padding_mode Input Filter Output "
    "strides paddings padding_algorithm dilations Bias ResidualData is_test "
    "use_mkldnn fuse_relu fuse_activation exhaustive_search workspace_size_MB "
    "force_fp32_output output_size output_padding",
    "MindSpore": "in_channels out_channels kernel_size stride pad_mode padding dilation group "
    "has_bias weight_init bias_init data_format dtype out_channel mode pad dout "
    "weight input_size x",
    "tinygrad": "weight bias groups stride dilation padding dtype output_padding acc_dtype "
    "in_channels",
    "Flux.jl": "filter weight bias σ sigma stride pad dilation groups init flipped cdims w x "
    "dy ȳ outpad input_size kernel_size",
    "Burn": "x weight bias stride padding dilation groups padding_out channels kernel_size "
    "initializer options device",
    "candle": "b_size i_h i_w k_h k_w c_out c_in padding stride dilation cudnn_fwd_algo l_in "
    "k_size output_padding groups kernel xs",
    "Caffe": "num_output bias_term pad pad_h pad_w kernel_size kernel_h kernel_w group stride "
    "stride_h stride_w weight_filler bias_filler engine axis force_nd_im2col "
    "dilation bottom top param lr_mult decay_mult blobs name type convolution_param "
    "phase propagate_down bottom_diff top_diff",
    "Caffe2": "X filter order kernel kernels pads strides dilations dilation pad_t pad_l "
    "pad_b pad_r dim_in dim_out weight_init bias_init WeightInitializer "
    "BiasInitializer group blob_in blob_out use_cudnn cudnn_exhaustive_search",
    "Darknet": "batch_normalize filters size stride pad padding groups activation delta "
    "weight_updates bias_updates weights biases binary xnor batch h w c n adam "
    "flipped learning_rate learning_rate_scale stride_x stride_y share_index",
    "Keras": "filters kernel_size strides padding data_format dilation_rate groups activation "
    "use_bias kernel_initializer bias_initializer kernel_regularizer "
    "bias_regularizer activity_regularizer kernel_constraint bias_constraint name "
    "trainable input_shape batch_input_shape depth_multiplier output_padding "
    "nb_filter nb_row nb_col init border_mode subsample dim_ordering W_regularizer "
    "b_regularizer W_constraint b_constraint bias atrous_rate weights input_dim "
    "inputs lora_rank lora_alpha",
    "TensorFlow": "input filter filters strides padding use_cudnn_on_gpu data_format "
    "dilations explicit_paddings name out_backprop filter_sizes input_sizes "
    "output_shape rate num_outputs normalizer_fn normalizer_params "
    "weights_initializer weights_regularizer biases_initializer "
    "biases_regularizer reuse variables_collections outputs_collections scope "
    "activation_fn fused_activation_function dilation_w_factor stride_w "
    "quantized_bias_type num_args epsilon fused_ops",
    "TensorFlow.js": "x filter strides pad dataFormat dilations dimRoundingMode inputShape "
    "outputShape dy filterShape kernelSize dilationRate useBias "
    "kernelInitializer",
    "JAX": "lhs rhs window_strides padding lhs_dilation rhs_dilation dimension_numbers "
    "feature_group_count batch_group_count precision preferred_element_type "
    "out_sharding transpose_kernel lhs_shape rhs_shape",
    "Flax": "features kernel_size strides padding input_dilation kernel_dilation "
    "feature_group_count use_bias mask dtype param_dtype precision kernel_init "
    "bias_init promote_dtype conv_general_dilated in_features out_features rngs "
    "kernel bias inputs",
    "Haiku": "output_channels kernel_shape stride rate padding with_bias w_init b_init "
    "data_format mask feature_group_count name precision num_spatial_dims",
    "StableHLO": "lhs rhs window_strides padding lhs_dilation rhs_dilation window_reversal "
    "input_batch_dimension input_feature_dimension input_spatial_dimensions "
    "kernel_input_feature_dimension kernel_output_feature_dimension "
    "kernel_spatial_dimensions output_batch_dimension output_feature_dimension "
    "output_spatial_dimensions feature_group_count batch_group_count "
    "precision_config window dim_labels",
    "Torch7": "nInputPlane nOutputPlane kW kH dW dH padW padH adjW adjH gradInput gradOutput "
    "gradWeight gradBias finput fgradInput scale noBias owidth oheight dilationW "
    "dilationH weight bias",
    "Deeplearning4j": "nIn nOut kernelSize stride padding dilation convolutionMode hasBias "
    "cudnnAlgoMode dataFormat kH kW sH sW pH pW dH dW isSameMode weightInit "
    "biasInit activation l1 l2 dropOut updater gradientNormalization "
    "paddingMode wFormat",
    "Chainer": "x W b stride pad cover_all dilate groups gy gW gx gb in_channels out_channels "
    "ksize nobias initialW initial_bias outsize",
    "Theano": "input filters input_shape filter_shape border_mode subsample filter_flip "
    "image_shape filter_dilation num_groups unshared conv_mode output imshp kshp",
    "Lasagne": "incoming num_filters filter_size stride pad untie_biases W b nonlinearity "
    "flip_filters n",
    "MATLAB": "X Weights Bias Stride DilationFactor Padding PaddingValue PaddingMode "
    "PaddingSize DataFormat WeightsFormat FilterSize NumFilters NumChannels "
    "NumGroups NumFiltersPerGroup NumChannelsPerGroup WeightsInitializer "
    "BiasInitializer WeightLearnRateFactor BiasLearnRateFactor WeightL2Factor "
    "BiasL2Factor Name Cropping CroppingSize CroppingMode HasBias dLdX dLdY dLdW "
    "dLdZ Z memory",
    "Core ML": "x weight strides pad_type pad dilations groups bias custom_padding custom_pad "
    "round_mode output_shape outputChannels kernelChannels nGroups kernelSize "
    "stride dilationFactor valid same isDeconvolution hasBias weights "
    "output_channels kernel_channels is_deconv border_mode W b height width",
    "Metal": "strideInX strideInY dilationRateInX dilationRateInY groups paddingLeft "
    "paddingRight paddingTop paddingBottom paddingStyle dataLayout weightsLayout "
    "source explicitPadding kernelWidth kernelHeight inputFeatureChannels "
    "outputFeatureChannels edgeMode clipRect incomingGradient sourceTensor "
    "weightsTensor forwardConvolutionDescriptor x_stride y_stride x_padding "
    "y_padding k_width k_height x_dilation_stride y_dilation_stride",
    "XNNPACK": "input_padding_top kernel_height subsampling_height dilation_height groups "
    "group_input_channels group_output_channels input_channel_stride "
    "output_channel_stride output_min output_max flags input_pixel_stride "
    "input_height input_width batch_size kernel_size output_subsampling",
    "ncnn": "num_output kernel_w kernel_h dilation_w stride_w pad_left pad_value bias_term "
    "weight_data_size int8_scale_term activation_type activation_params "
    "dynamic_weight group bottom_blob top_blob weight_data bias_data",
    "WebNN": "input filter bias padding strides dilations groups inputLayout filterLayout "
    "autoPad outputPadding outputSizes label activation transpose",
    "OpenVINO": "data filters strides pads_begin pads_end dilations auto_pad output_padding "
    "output_shape data_batch arg0 image",
    "Arm NN": "padLeft padTop strideX strideY dilationX dilationY biasEnabled dataLayout "
    "m_PadLeft conv_info weights_info num_groups act_info enable_fast_math",
    "SciPy": "in1 in2 mode boundary fillvalue input weights output cval origin axes method",
    "OpenCV": "src dst ddepth kernel anchor delta borderType",
    "MLX": "input weight stride padding kernel_dilation input_dilation groups flip stream "
    "in_channels out_channels",
    "notebooks": "A_prev W b hparameters cache dZ dA dA_prev dW db n_H_prev f x w conv_param "
    "dout out dx N C H F HH WW stride pad H_out W_out x_padded dx_padded "
    "last_input d_L_d_out d_L_d_filters num_filters learn_rate dL_dout dL_dinput "
    "dL_dw dL_db dvalues dinputs dweights dbiases delta error output_gradient "
    "kernels_gradient input_gradient learning_rate depth kernels biases "
    "input_shape kernels_shape output_shape input_depth upstream_gradient "
    "grad_out dY dX X_col dcols img col FN FH FW OH OW col_W filter_h filter_w "
    "prev_layer eta theta params grads config layer_params z delta_l "
    "weights_grad bias_grad input_grad accum_grad d_input d_kernel d_weight "
    "d_bias padded_input stride_x x_shape w_shape image_region region im_region "
    "batch_num",
}
FIELDS = tuple(Conv2dRequest.model_fields)


@pytest.mark.parametrize("library", SIGNATURES)
def test_every_parameter_of_a_library_has_its_answer(library: str) -> None:
    for name in SIGNATURES[library].split():
        said = "" if name in FIELDS else sentence(name, FIELDS)
        assert "no field of this name" not in said, name
        assert "did you mean" not in said, name
